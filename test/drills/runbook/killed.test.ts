import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { isRunbookStep } from '../../../src/drill/runbook/changes.ts'
import { readLedger } from '../../../src/ledger/read-ledger.ts'
import type { Report } from '../../../src/report/schema.ts'
import { DrillSandbox } from '../../support/drill.ts'

const SCENARIO = 'test/fixtures/runbooks/killed/scenarios/killed.ts'
const QUICK = '--config=test/fixtures/quick/blackstart.config.ts'
/** How long the second change takes to be in force, with something to spare, in milliseconds. */
const IN_FORCE_MS = 8_000

/** How long the watchdog may take, in milliseconds. */
const CLOSED_WITHIN_MS = 90_000

describe('a drill whose harness is killed in the middle of its runbook', function () {
  this.timeout(180_000)
  let sandbox: DrillSandbox
  let log: string

  beforeEach(() => {
    sandbox = new DrillSandbox()
    log = join(sandbox.folder, 'log')
    sandbox.setEnvironment({ LOG: log })
  })
  afterEach(() => sandbox.dispose())

  const lines = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [])

  it('is ended by the watchdog: the running change is stopped, and what had begun is undone, last first', async () => {
    const drill = await sandbox.start(SCENARIO, QUICK)
    await drill.phase('recover')
    while (!lines().includes('do second')) await sleep(20)
    drill.signal('SIGKILL')
    await drill.ended
    // Beside the runbook's changes there is a dead database to be sure of; the watchdog takes its time for both.
    const deadline = performance.now() + CLOSED_WITHIN_MS
    while (readLedger(join(sandbox.record(), 'ledger')).closedBy === undefined && performance.now() < deadline) {
      await sleep(100)
    }
    expect(await sandbox.remains()).to.deep.equal([])
    const seen = lines()
    expect(seen.slice(0, 4)).to.deep.equal(['do first', 'do second', 'undo second', 'undo first'])
    // Nobody knows of a killed harness what its last request may still do: an undo is done again when that time is over.
    expect(seen.slice(4)).to.deep.equal(seen.length > 4 ? ['undo second', 'undo first'] : [])

    const { injections, closedBy } = readLedger(join(sandbox.record(), 'ledger'))
    const changes = injections.filter(({ target }) => isRunbookStep(target))
    expect(changes.map(({ state, undoneBy }) => [state, undoneBy])).to.deep.equal([
      ['confirmed', 'watchdog'],
      ['confirmed', 'watchdog'],
    ])
    expect(closedBy).to.equal('watchdog')
    const report = JSON.parse(readFileSync(join(sandbox.record(), 'report.json'), 'utf8')) as Report
    expect(report.verdict).to.equal('inconclusive')
    expect(report.reasons.map(({ code }) => code)).to.include('killed')

    // The change that was running must not come into force behind its undo.
    await sleep(IN_FORCE_MS)
    expect(lines()).to.deep.equal(seen)
  })
})
