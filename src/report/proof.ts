import type { Sabotage, Scenario } from '../model/scenario.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Report } from './schema.ts'
import { allReasons } from './words.ts'

/** What a run of a scenario was expected to show, and whether it did. */
export interface Proof {
  readonly scenario: string
  /** `healthy`, or the name of the sabotage. */
  readonly run: string
  /** In words: `pass`, `fail: rto-exceeded`. */
  readonly expected: string
  /** In words; why nothing was run, where nothing was. */
  readonly actual: string
  readonly verdict: Verdict | null
  readonly reasons: readonly string[]
  readonly proven: boolean
  /** The drill's id; null where none was run. */
  readonly drillId: string | null
}

/** Whether each of the planned runs showed what it should. Nothing is proven by no runs. */
export function allProven(proofs: readonly Proof[]): boolean {
  return proofs.length > 0 && proofs.every(({ proven }) => proven)
}

/** A healthy run passes, and its control plane does what the scenario expects, in that order. */
export function proveHealthy(scenario: Pick<Scenario, 'course'>, report: Report): Proof {
  const { course = [] } = scenario
  const missing = firstMissing(course, report)
  const passed = report.verdict === 'pass'
  const actual = describe(report)
  return {
    ...head(report, HEALTHY),
    expected: expectedOf(undefined),
    actual: passed && missing !== undefined ? `${actual}, but '${missing}' did not come in its turn` : actual,
    proven: passed && missing === undefined,
  }
}

/** A sabotaged run has the stated verdict, and the stated reason is among its reasons. */
export function proveSabotage(sabotage: Sabotage, report: Report): Proof {
  const { name, expect } = sabotage
  const proof = head(report, name)
  return {
    ...proof,
    expected: expectedOf(sabotage),
    actual: describe(report),
    proven: report.verdict === expect.verdict && proof.reasons.includes(expect.reason),
  }
}

/** A scenario that states nothing by which it could turn red. */
export function unprovable(scenario: string): Proof {
  const actual = 'the scenario states no sabotage: what cannot fail proves nothing'
  return { ...WITHOUT_DRILL, scenario, run: 'none', expected: 'a sabotage', actual }
}

/** A run that was planned and did not come about. @param why - in a few words */
export function notRun(scenario: string, sabotage: Sabotage | undefined, why: string): Proof {
  const run = sabotage?.name ?? HEALTHY
  return { ...WITHOUT_DRILL, scenario, run, expected: expectedOf(sabotage), actual: `not run: ${why}` }
}

const HEALTHY = 'healthy'
const WITHOUT_DRILL = { verdict: null, reasons: [], proven: false, drillId: null } as const

function expectedOf(sabotage: Sabotage | undefined): string {
  return sabotage === undefined ? 'pass' : `${sabotage.expect.verdict}: ${sabotage.expect.reason}`
}

function head(report: Report, run: string): Pick<Proof, 'scenario' | 'run' | 'verdict' | 'reasons' | 'drillId'> {
  return {
    scenario: report.drill.scenario,
    run,
    verdict: report.verdict,
    reasons: [...new Set(allReasons(report).map(({ code }) => code))],
    drillId: report.drill.id,
  }
}

function describe(report: Report): string {
  const codes = [...new Set(allReasons(report).map(({ code }) => code))]
  return codes.length === 0 ? report.verdict : `${report.verdict}: ${codes.join(', ')}`
}

/** The first kind of event that is not there behind those before it; undefined when all are. */
function firstMissing(course: readonly string[], { events }: Report): string | undefined {
  let from = 0
  for (const kind of course) {
    const at = events.findIndex((event, index) => index >= from && event.kind === kind)
    if (at === -1) return kind
    from = at + 1
  }
  return undefined
}
