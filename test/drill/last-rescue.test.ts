import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { lastRescue } from '../../src/drill/last-rescue.ts'
import { RecordFolder } from '../../src/drill/record.ts'
import { FaultLedger } from '../../src/ledger/fault-ledger.ts'
import type { ResolvedTarget } from '../../src/model/fault.ts'
import { ledgerHeader } from '../support/ledger-header.ts'

const TARGET: ResolvedTarget = {
  fault: { kind: 'zone.lose', of: 'primary' },
  faultIndex: 0,
  component: 'zone-a',
  reversal: 'inverse',
  precondition: 'it is whole',
  identity: {},
}

describe('how the last drill was ended', () => {
  let reports: string
  beforeEach(() => (reports = mkdtempSync(join(tmpdir(), 'blackstart-last-'))))
  afterEach(() => rmSync(reports, { recursive: true }))

  function drill(drillId: string, closedBy: string | undefined): RecordFolder {
    const folder = new RecordFolder(join(reports, drillId))
    mkdirSync(folder.path)
    writeFileSync(folder.plan, '{}')
    const ledger = FaultLedger.create(folder.ledger, ledgerHeader(drillId))
    const { injectionId } = ledger.intend(TARGET)
    ledger.append({ kind: 'injected', injectionId, receipt: { askedNs: '1', returnedNs: '2' } })
    const evidence = { holds: true, text: 'gone', observedAtNs: '3' }
    ledger.append({ kind: 'confirmed', injectionId, evidence, by: 'watchdog' })
    if (closedBy !== undefined) ledger.append({ kind: 'closed', by: closedBy, environment: 'destroyed' })
    ledger.close()
    return folder
  }

  it('is told of a drill that its watchdog has ended, with its report', () => {
    const { html } = drill('20261121-1', 'watchdog')
    expect(lastRescue(reports)).to.include({ by: 'watchdog', undone: 1, injections: 1, report: undefined })
    writeFileSync(html, '')
    expect(lastRescue(reports)?.report).to.equal(html)
  })

  it('is told beside a record that is kept under another name', () => {
    const { html } = drill('20261121-1', 'watchdog')
    writeFileSync(html, '')
    cpSync(join(reports, '20261121-1'), join(reports, 'example'), { recursive: true })
    expect(lastRescue(reports)?.report).to.equal(html)
  })

  it('is not told of one that has ended by itself, or not yet, or that is not the last', () => {
    drill('20261121-1', 'watchdog')
    drill('20261121-2', 'harness')
    expect(lastRescue(reports)).to.equal(undefined)
    drill('20261121-3', undefined)
    expect(lastRescue(reports)).to.equal(undefined)
    expect(lastRescue(join(reports, 'nowhere'))).to.equal(undefined)
  })
})
