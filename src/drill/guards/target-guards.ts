import type { ResolvedTarget } from '../../model/fault.ts'
import type { Topology } from '../../model/topology.ts'
import { within } from '../../system/deadline.ts'
import { type DrillContext, DrillStop } from '../context.ts'
import { blastRadius } from './blast-radius.ts'
import { askGuards } from './guard.ts'
import { proberOutside } from './prober-outside.ts'

/** How long the environment may take to say what it consists of, in milliseconds. */
const DESCRIBE_MS = 10_000

/**
 * Asks the guards that must know what would be hit. Asked before anything is loaded, and again whenever targets were
 * resolved anew: after a failover a primary is another one, and may be the last.
 *
 * @param targets - what would be hit next
 * @param earlier - what this drill has hit already
 * @throws DrillStop `guard-refused`
 */
export async function guardTargets(
  { environment, plan }: Pick<DrillContext, 'environment' | 'plan'>,
  targets: readonly ResolvedTarget[],
  earlier: readonly ResolvedTarget[] = [],
): Promise<void> {
  const topology = await topologyOf(environment)
  const lastHealthy = plan.scenario.mayHitLastHealthy === true
  const refusals = await askGuards([
    blastRadius({ topology, targets, earlier, limits: plan.blastRadius ?? {}, lastHealthy }),
    proberOutside(environment.proberStandsIn, targets, topology),
  ])
  if (refusals.length > 0) throw new DrillStop({ code: 'guard-refused', text: refusals.join('; ') })
}

/** What cannot be described cannot be guarded. */
async function topologyOf(environment: DrillContext['environment']): Promise<Topology> {
  try {
    return await within('the description of the environment', DESCRIBE_MS, () => environment.describe())
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    throw new DrillStop({ code: 'guard-refused', text: `nobody can tell what would be hit: ${text}` }, { cause: error })
  }
}
