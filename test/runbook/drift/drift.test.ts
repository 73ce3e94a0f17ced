import { expect } from 'chai'
import { type DriftInput, driftOf, type PastRun } from '../../../src/runbook/drift/drift.ts'
import { aRunbook } from '../rehearse/scripted-desk.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-21T12:00:00Z')
const runbook = aRunbook()

function run(parts: Partial<PastRun> = {}): PastRun {
  return { record: 'drill-1', atMs: NOW - DAY, sha256: 'a', passed: true, stepsMs: new Map(), ...parts }
}

function kinds(parts: Partial<DriftInput>): string[] {
  const input = { runbook, sha256: 'a', runs: [run()], nowMs: NOW, maxAgeMs: 90 * DAY, ...parts }
  return driftOf(input).map(({ kind, text }) => `${kind}: ${text}`)
}

describe('driftOf', () => {
  it('finds nothing in a runbook that passed lately, unchanged and in time', () => {
    expect(kinds({})).to.deep.equal([])
  })

  it('tells apart what was never executed and what never passed', () => {
    expect(kinds({ runs: [] })).to.deep.equal(['never-passed: no drill with it has passed: it was never executed'])
    expect(kinds({ runs: [run({ passed: false })] })).to.deep.equal([
      'never-passed: no drill with it has passed: 1 executions, and none passed',
    ])
  })

  it('grants the last pass its age, to the day', () => {
    const old = (days: number): string[] => kinds({ runs: [run({ atMs: NOW - days * DAY })] })
    expect(old(90)).to.deep.equal([])
    expect(old(91)).to.deep.equal(['too-old: the last drill that passed is 91 days old (drill-1); 90 days are granted'])
  })

  it('does not take a later failure for a pass', () => {
    const runs = [run({ record: 'drill-2', passed: false }), run({ atMs: NOW - 100 * DAY })]
    expect(kinds({ runs })[0]).to.match(/^too-old: .*\(drill-1\)/)
  })

  it('notices that another text was executed last, even if an older run was of this one', () => {
    expect(kinds({ runs: [run({ sha256: 'b', record: 'drill-2' }), run()] })).to.deep.equal([
      'changed: it was changed since it was last executed (drill-2)',
    ])
    expect(kinds({ runs: [run(), run({ sha256: 'b' })] })).to.deep.equal([])
  })

  it('judges a step on the median of its five latest executions', () => {
    const runs = (...took: number[]): PastRun[] => took.map((ms) => run({ stepsMs: new Map([['fence', ms]]) }))
    // The step states two minutes.
    expect(kinds({ runs: runs(120_000) })).to.deep.equal([])
    expect(kinds({ runs: runs(120_001) })).to.deep.equal([
      'slower: step 2 (Fence) states 2 min 0 s and took 2 min 0 s in its only execution',
    ])
    expect(kinds({ runs: runs(1_000, 200_000, 1_000, 200_000, 1_000) })).to.deep.equal([])
    expect(kinds({ runs: runs(1_000, 200_000, 180_000, 200_000, 1_000) })).to.deep.equal([
      'slower: step 2 (Fence) states 2 min 0 s and took 3 min 0 s in the median of its last 5 executions',
    ])
    // The sixth and older ones are history.
    expect(kinds({ runs: runs(1, 1, 1, 200_000, 200_000, 200_000, 200_000, 200_000) })).to.deep.equal([])
  })

  it('points at the step', () => {
    const runs = [run({ stepsMs: new Map([['fence', 200_000]]) })]
    const [finding] = driftOf({ runbook, sha256: 'a', runs, nowMs: NOW, maxAgeMs: DAY })
    expect(finding?.line).to.equal(runbook.steps[1]?.line)
  })

  it('minds the day by which it was to be reviewed, the day itself being in time', () => {
    const due = (reviewBy: string): string[] =>
      kinds({ runbook: { ...runbook, frontMatter: { ...runbook.frontMatter, reviewBy } } })
    expect(due('2026-11-21')).to.deep.equal([])
    expect(due('2026-11-20')).to.deep.equal(['review-due: it was to be reviewed by 2026-11-20'])
  })
})
