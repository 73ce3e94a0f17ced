import type { GuardSettings } from '../../scenario/guard-settings.ts'
import type { DrillPlan } from '../record.ts'
import { freezes, windows } from './calendar.ts'
import { confirmation, optIn } from './consent.ts'
import type { Guard } from './guard.ts'
import { ownCheck } from './own-check.ts'
import { samePlan } from './plan-hash.ts'

export interface StartQuestion {
  readonly plan: DrillPlan
  readonly settings: GuardSettings
  /** Given with `--confirm`. */
  readonly confirmed: string | undefined
  /** Given with `--plan`. */
  readonly agreedPlan: string | undefined
  readonly now: () => Date
}

/** Every guard that is asked before anything is started. */
export function startGuards({ plan, settings, confirmed, agreedPlan, now }: StartQuestion): Guard[] {
  const { environment, drillId, scenarioName, secrets = [] } = plan
  const { timeZone = 'UTC' } = settings
  const asked = { drillId, environment, scenario: scenarioName, secrets }
  return [
    optIn(environment, settings.optIn ?? ['lab', 'containers', 'aws-lab'].includes(environment)),
    confirmation(environment, settings.protected ?? false, confirmed),
    windows(settings.windows, timeZone, now),
    freezes(settings.freezes ?? [], timeZone, now),
    samePlan(plan, agreedPlan),
    ...(settings.checks ?? []).map((check) => ownCheck(check, asked)),
  ]
}
