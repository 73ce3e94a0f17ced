import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { RecordFolder } from '../../src/drill/record.ts'
import { rescue } from '../../src/drill/rescue.ts'
import type { EnvironmentDriver } from '../../src/environments/environment.ts'
import { FaultLedger } from '../../src/ledger/fault-ledger.ts'
import type { ResolvedTarget } from '../../src/model/fault.ts'
import { ledgerHeader } from '../support/ledger-header.ts'

const target = (component: string): ResolvedTarget => ({
  fault: { kind: 'dns.failover', healthCheck: component },
  faultIndex: 0,
  component,
  reversal: 'inverse',
  precondition: 'it is whole',
  identity: {},
})

describe('a rescue that cannot reach the environment', () => {
  let reports: string
  beforeEach(() => (reports = mkdtempSync(join(tmpdir(), 'blackstart-rescue-'))))
  afterEach(() => rmSync(reports, { recursive: true }))

  it('tells of everything that may be in force, last first, with the command for a person', async () => {
    const folder = new RecordFolder(join(reports, 'drill-1'))
    mkdirSync(folder.path)
    const header = ledgerHeader('drill-1', { environment: 'aws', bootId: 'another boot' })
    const ledger = FaultLedger.create(folder.ledger, header)
    const [first] = ['hc-0', 'hc-1', 'hc-2'].map((id) => ledger.intend(target(id)).injectionId)
    const evidence = { holds: true, text: 'gone', observedAtNs: '3' }
    ledger.append({ kind: 'confirmed', injectionId: first ?? 0, evidence, by: 'harness' })
    ledger.close()

    const driver = {
      name: 'aws',
      lasting: true,
      reconnect: () => Promise.reject(new Error('the credentials have expired: sign in again')),
      byHand: (_handle, { component }) => `turn ${component} back`,
    } as Partial<EnvironmentDriver> as EnvironmentDriver
    const reason = { code: 'killed', text: 'it was killed' } as const
    const drivers = (): EnvironmentDriver => driver
    const remaining = await rescue({ recordFolder: folder.path, by: 'recover', reason, drivers })
    expect(remaining).to.deep.equal([
      { text: 'the environment could not be reached: the credentials have expired: sign in again' },
      { text: 'dns.failover on hc-2: it was never confirmed', command: 'turn hc-2 back' },
      { text: 'dns.failover on hc-1: it was never confirmed', command: 'turn hc-1 back' },
    ])
  })
})
