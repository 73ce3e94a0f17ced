import type { EnvironmentDriver } from '../environments/environment.ts'
import type { AgreedPlan } from './guards/plan-hash.ts'

/** A plan as it is shown and written down: without the values that its environment keeps to itself. Its hash is of all of it. */
export function recordedPlan<Plan extends AgreedPlan>(
  plan: Plan,
  { recordedSettings }: Pick<EnvironmentDriver, 'recordedSettings'>,
): Plan {
  return recordedSettings === undefined ? plan : { ...plan, settings: recordedSettings(plan.settings) }
}
