import type { BlackstartConfig } from './config-types.ts'
import { layersFor, type Place } from './environment-keys.ts'
import type { GuardSettings } from './guard-settings.ts'

/**
 * The guards of a place. What is said of `aws:production` wins over what is said of `aws`; but a freeze, a check or a limit
 * of the general layer holds everywhere: nobody loses one by adding another.
 */
export function guardsFor(guards: NonNullable<BlackstartConfig['guards']>, place: Place): GuardSettings {
  return layersFor(guards, place).reduce<GuardSettings>(merged, {})
}

function merged(general: GuardSettings, specific: GuardSettings): GuardSettings {
  const freezes = [...(general.freezes ?? []), ...(specific.freezes ?? [])]
  const checks = [...(general.checks ?? []), ...(specific.checks ?? [])]
  const blastRadius = { ...general.blastRadius, ...specific.blastRadius }
  return {
    ...general,
    ...specific,
    ...(freezes.length === 0 ? {} : { freezes }),
    ...(checks.length === 0 ? {} : { checks }),
    ...(Object.keys(blastRadius).length === 0 ? {} : { blastRadius }),
  }
}
