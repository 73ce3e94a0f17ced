import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ChangeLedger, isRunbookStep } from '../../../src/drill/runbook/changes.ts'
import { Mask } from '../../../src/runbook/execute/masking.ts'
import { FaultLedger } from '../../../src/ledger/fault-ledger.ts'
import { readLedger } from '../../../src/ledger/read-ledger.ts'
import type { Step } from '../../../src/runbook/runbook.ts'
import { takeOrigin } from '../../../src/system/clock.ts'

describe('ChangeLedger', () => {
  let folder: string
  let path: string
  let ledger: FaultLedger
  let changes: ChangeLedger

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-changes-'))
    path = join(folder, 'ledger')
    ledger = FaultLedger.create(path, {
      kind: 'header',
      version: 1,
      drillId: 'drill-1',
      handle: { environment: 'lab', bootId: 'b', data: {} },
      origin: takeOrigin(),
      harness: { pid: process.pid, startedAt: '1' },
    })
    const exported = { OUT: join(folder, "it's undone"), PATH: process.env['PATH'] }
    changes = new ChangeLedger({
      ledger,
      folder: join(folder, 'runbook'),
      exported,
      flowing: ['SEEN', 'HIDDEN'],
      mask: new Mask(['hunter2']),
      secrets: ['PGPASSWORD'],
      faultIndex: 1,
    })
  })
  afterEach(() => {
    ledger.close()
    rmSync(folder, { recursive: true })
  })

  const step = (number: number, undo: 'script' | 'none'): Step => {
    const place = { line: 1, column: 1 }
    const script = { text: 'echo "${SECRET:-gone}" > "${OUT:?}"\n', ...place }
    return {
      number,
      id: `s${number}`,
      title: `S${number}`,
      expectMs: 1,
      parts: [],
      ...place,
      undo:
        undo === 'none'
          ? { kind: 'undo', none: 'it is so', ...place }
          : { kind: 'undo', script, timeoutMs: 1_000, ...place },
    }
  }
  const states = (): string[] => readLedger(path).injections.map(({ state }) => state)

  it('writes each change as an intent that anybody can undo with the ledger alone', () => {
    changes.begin(step(2, 'script'), {})
    const [injection] = readLedger(path).injections
    if (injection === undefined) throw new Error('there is no intent')
    expect(injection.state).to.equal('intended')
    expect(isRunbookStep(injection.target)).to.equal(true)
    const { status } = spawnSync('bash', ['-c', String(injection.target.identity['undo'])], { env: {} })
    expect(status).to.equal(0)
    expect(readFileSync(join(folder, "it's undone"), 'utf8')).to.equal('gone\n')
  })

  it('puts what had flowed to a step into its script, but no secret', () => {
    const { undo, ...rest } = step(2, 'script')
    if (undo === undefined || !('script' in undo)) throw new Error('there is no undo')
    const script = { ...undo.script, text: 'echo "${SEEN:?} ${HIDDEN:-gone}" > "${OUT:?}"\n' }
    changes.begin({ ...rest, undo: { ...undo, script } }, { SEEN: "it's 7", HIDDEN: 'xhunter2x', OTHER: 'x' })
    const [injection] = readLedger(path).injections
    const { status } = spawnSync('bash', ['-c', String(injection?.target.identity['undo'])], { env: {} })
    expect(status).to.equal(0)
    expect(readFileSync(join(folder, "it's undone"), 'utf8')).to.equal("it's 7 gone\n")
  })

  it('leaves nothing to undo when the runbook has come to its end', () => {
    changes.begin(step(2, 'script'), {})
    changes.keep()
    expect(states()).to.deep.equal(['confirmed'])
  })

  it('confirms what was undone by the runbook itself', () => {
    changes.begin(step(2, 'script'), {})
    changes.begin(step(3, 'script'), {})
    changes.undone(step(3, 'script'), 'exit 0')
    expect(states()).to.deep.equal(['intended', 'confirmed'])
  })

  it('takes back nothing any more from the point of no return on', () => {
    changes.begin(step(2, 'script'), {})
    changes.begin(step(3, 'none'), {})
    expect(states()).to.deep.equal(['confirmed'])
  })
})
