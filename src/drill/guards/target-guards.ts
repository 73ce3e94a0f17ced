import type { Fault } from '../../model/fault.ts'
import { type DrillContext, DrillStop } from '../context.ts'
import { resolveAll } from '../injection.ts'
import { blastRadius } from './blast-radius.ts'
import { askGuards } from './guard.ts'
import { proberOutside } from './prober-outside.ts'

/**
 * Asks the guards that must know what would be hit; nothing is loaded or injected yet.
 *
 * @throws DrillStop `guard-refused`, `no-targets`
 */
export async function guardTargets(context: DrillContext, faults: readonly Fault[]): Promise<void> {
  const { environment, plan } = context
  const targets = (await resolveAll(context, faults)).flat()
  const topology = await environment.describe()
  const lastHealthy = plan.scenario.mayHitLastHealthy === true
  const refusals = await askGuards([
    blastRadius({ topology, targets, limits: plan.blastRadius ?? {}, lastHealthy }),
    proberOutside(environment.proberStandsIn, targets, topology),
  ])
  if (refusals.length > 0) throw new DrillStop({ code: 'guard-refused', text: refusals.join('; ') })
}
