import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { DrillEvent } from '../../src/drill/events.ts'
import { undoAll } from '../../src/drill/undo.ts'
import type { FaultPlane } from '../../src/environments/environment.ts'
import { FaultLedger } from '../../src/ledger/fault-ledger.ts'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import type { ResolvedTarget } from '../../src/model/fault.ts'
import { ledgerHeader } from '../support/ledger-header.ts'

const TARGET: ResolvedTarget = {
  fault: { kind: 'zone.isolate', of: 'primary' },
  faultIndex: 0,
  component: 'zone-a',
  reversal: 'expires',
  precondition: 'it is whole',
  identity: {},
}

describe('undoing', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'blackstart-undo-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  /** A fault that is in force, and proven gone at the given look. */
  async function undoing(goneAt: number, undoMs?: number, confirmed?: () => Promise<void>) {
    const path = join(folder, 'ledger')
    const ledger = FaultLedger.create(path, ledgerHeader('d', { environment: 'aws' }))
    const { injectionId } = ledger.intend(TARGET)
    ledger.append({ kind: 'injected', injectionId, receipt: { askedNs: '1', returnedNs: '2' } })
    let looks = 0
    const faults: FaultPlane = {
      resolve: async () => [TARGET],
      inject: async () => ({ askedNs: '1', returnedNs: '2' }),
      verify: async () => ({ holds: true, text: 'in force', observedAtNs: '2' }),
      undo: async () => {},
      undone: async () => ({ holds: (looks += 1) >= goneAt, text: `look ${looks}`, observedAtNs: '3' }),
      ...(confirmed === undefined ? {} : { confirmed }),
      ...(undoMs === undefined ? {} : { patience: () => ({ injectMs: 0, undoMs }) }),
    }
    const events: DrillEvent[] = []
    const remaining = await undoAll(ledger.injections, {
      ledger,
      faults,
      by: 'test',
      pauseMs: 1,
      onEvent: (event) => events.push(event),
    })
    ledger.close()
    return { remaining, looks, events, state: readLedger(path).injections[0]?.state }
  }

  it('is tried three times', async () => {
    expect(await undoing(3)).to.include({ looks: 3, state: 'confirmed' })
    rmSync(join(folder, 'ledger'))
    const { remaining, looks, state } = await undoing(4)
    expect([remaining.map(({ undoError }) => undoError), looks, state]).to.deep.equal([['look 3'], 3, 'injected'])
  })

  it('is tried on for as long as the environment may take, and says so', async () => {
    const { remaining, looks, events, state } = await undoing(5, 60_000)
    expect([remaining, looks, state]).to.deep.equal([[], 5, 'confirmed'])
    const notes = events.flatMap((event) => (event.kind === 'note' ? [event.text] : []))
    expect(notes).to.deep.equal(['zone-a is not undone yet, and is tried again: look 3'])
  })

  it('is told to whoever keeps an account of it once it is proven, and is no undo while they do not know', async () => {
    const told: string[] = []
    expect((await undoing(2, undefined, async () => void told.push('gone'))).state).to.equal('confirmed')
    expect(told).to.deep.equal(['gone'])
    rmSync(join(folder, 'ledger'))
    const { remaining, state } = await undoing(1, undefined, () => Promise.reject(new Error('503')))
    expect([remaining.map(({ undoError }) => undoError), state]).to.deep.equal([
      ['it is undone, and others who watch over it do not know: 503'],
      'undone',
    ])
  })
})
