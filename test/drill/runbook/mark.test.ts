import { expect } from 'chai'
import { runbookMark, shortName, unopenedMark } from '../../../src/drill/runbook/mark.ts'
import { transcriptOf } from '../../../src/runbook/execute/transcript.ts'
import type { TimedEvent } from '../../../src/runbook/execute/events.ts'
import { aRunbook } from '../../runbook/rehearse/scripted-desk.ts'

const ALARM = { text: 'PrimaryDown', atNs: 12_000e6, sinceNs: 10_000e6 }
const FILE = '/home/somebody/project/runbooks/a.md'
const runbook = aRunbook()

describe('the mark of a runbook in a record', () => {
  it('counts the steps on the clock of the drill, and names the file as its project does', () => {
    const at = (atMs: number) => ({ atMs, wall: '2026-11-21T12:00:00Z' })
    const events: TimedEvent[] = [
      {
        kind: 'run',
        runbook: FILE,
        sha256: 'a',
        mode: 'rehearse',
        cwd: '/',
        inputs: {},
        secrets: [],
        clockMs: 2_000,
        resumed: false,
        runner: { pid: 1, startedAt: '1' },
        operator: 'us',
        commit: null,
        dirty: null,
        ...at(2_000),
      },
      { kind: 'step', step: 1, state: 'begin', ...at(3_000) },
      { kind: 'step', step: 1, state: 'end', ...at(4_500) },
    ]
    const mark = runbookMark(runbook, transcriptOf(runbook, events, 0), ALARM)
    expect(mark).to.include({ file: 'runbooks/a.md', alarm: 'PrimaryDown', alarmAtMs: 12_000, detectMs: 120_000 })
    expect(mark.steps.map(({ beganAtMs, endedAtMs }) => [beganAtMs, endedAtMs]).slice(0, 2)).to.deep.equal([
      [13_000, 14_500],
      [null, null],
    ])
    expect(mark.steps.map(({ changes }) => changes)).to.deep.equal([false, true, true, false])
  })

  it('holds what it would have asked for, when nobody opened it', () => {
    const mark = unopenedMark({ file: FILE, name: 'a', sha256: 'a', runbook }, ALARM)
    expect(mark).to.include({ file: 'runbooks/a.md', outcome: 'not-opened', detectMs: 120_000 })
    expect(mark.steps.map(({ status, changes }) => [status, changes])).to.deep.equal([
      ['not-reached', false],
      ['not-reached', true],
      ['not-reached', true],
      ['not-reached', false],
    ])
  })

  it('knows a file without a folder, too', () => {
    expect(shortName('a.md')).to.equal('a.md')
  })
})
