import { expect } from 'chai'
import { RunbookView } from '../../src/cli/runbook-view.ts'
import type { RunbookEvent } from '../../src/runbook/execute/events.ts'
import { aRunbook } from '../runbook/rehearse/scripted-desk.ts'

describe('RunbookView', () => {
  const shown = (...events: readonly RunbookEvent[]): string => {
    let text = ''
    const view = new RunbookView(aRunbook(), (line) => (text += line))
    for (const event of events) view.onEvent({ ...event, atMs: 192_000, wall: '' })
    return text
  }
  const ended = { kind: 'end', creditedMs: 0, measuredMs: 1_500, sets: {} } as const

  it('tells the step with its clock, what was printed, and which part ended how', () => {
    expect(
      shown(
        { kind: 'step', step: 2, state: 'begin' },
        { kind: 'output', step: 2, part: 1, stream: 'stdout', text: 'stopped' },
        { kind: 'output', step: 2, part: 1, stream: 'stderr', text: 'a warning' },
        { ...ended, step: 2, part: 1, status: 'done', text: 'exit 0', sets: { AT: '03:12' } },
        { ...ended, step: 2, part: 2, status: 'failed', text: 'not true (exit 1)' },
        { kind: 'undo', step: 2, status: 'done', text: 'exit 0' },
        { kind: 'finish', outcome: 'failed', text: 'check 2.1 failed' },
      ),
    ).to.equal(
      [
        '\nT+03:12 of 15:00  step 2/4  slack +04:48\n2. Fence',
        '    | stopped',
        '    ! a warning',
        '  ✓ do: exit 0 (1.5 s), AT=03:12',
        '  ✗ check 2.1: not true (exit 1) (1.5 s)',
        '  ↩ undo of step 2: exit 0',
        'failed: check 2.1 failed\n',
      ].join('\n'),
    )
  })

  it('tells what a person is credited, and what is waited for', () => {
    expect(
      shown(
        { ...ended, step: 3, part: 1, status: 'done', text: 'commander: yes', measuredMs: 0, creditedMs: 60_000 },
        { kind: 'wait', step: 3, part: 2, text: 'process 7 is still at it' },
      ),
    ).to.equal('  ✓ decide: commander: yes (0 ms, 60 s credited)\n    … process 7 is still at it\n')
  })
})
