import type { DrillOutcome } from '../drill/run-drill.ts'
import { EXIT } from '../model/exit-codes.ts'
import type { Sabotage, Scenario } from '../model/scenario.ts'
import { notRun, proveHealthy, proveSabotage, unprovable, type Proof } from '../report/proof.ts'

/** One drill of a proof. */
export interface ProofRun {
  readonly name: string
  readonly scenario: Scenario
  /** Undefined: the healthy run. */
  readonly sabotage: Sabotage | undefined
}

export interface Proven {
  /** One for each run that was planned, in its order, also for those that were not run. */
  readonly proofs: readonly Proof[]
  readonly faultMayRemain: boolean
}

/**
 * Drills one run after the other and holds each against what it was expected to show. An interrupt ends it, and so does
 * a drill after which a fault may remain; the runs that are left over then count as not proven.
 */
export async function proveRuns(
  runs: readonly ProofRun[],
  drill: (run: ProofRun) => Promise<Pick<DrillOutcome, 'report' | 'exitCode'>>,
  signal: AbortSignal,
): Promise<Proven> {
  const proofs: Proof[] = []
  let unresolved: string | undefined
  for (const run of runs) {
    const { name, scenario, sabotage } = run
    if (unresolved !== undefined) {
      proofs.push(notRun(name, sabotage, `a fault of drill ${unresolved} may remain`))
    } else if (signal.aborted) {
      proofs.push(notRun(name, sabotage, 'interrupted'))
    } else if (scenario.sabotages === undefined) {
      proofs.push(unprovable(name))
    } else {
      const { report, exitCode } = await drill(run)
      proofs.push(sabotage === undefined ? proveHealthy(scenario, report) : proveSabotage(sabotage, report))
      if (exitCode === EXIT.faultMayRemain) unresolved = report.drill.id
    }
  }
  return { proofs, faultMayRemain: unresolved !== undefined }
}
