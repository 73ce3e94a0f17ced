import { type Guard, QUICK_MS } from './guard.ts'

/** The environment must have been opened for drills, in the configuration. */
export function optIn(environment: string, optedIn: boolean): Guard {
  return {
    name: 'opt-in',
    timeoutMs: QUICK_MS,
    ask: () =>
      optedIn
        ? undefined
        : `'${environment}' is not open for drills: set guards.${environment}.optIn to true in blackstart.config.ts`,
  }
}

export const CONFIRMATION = 'confirmation'

/** A protected environment must be named a second time, so that nobody drills it out of habit. */
export function confirmation(environment: string, isProtected: boolean, confirmed: string | undefined): Guard {
  return {
    name: CONFIRMATION,
    timeoutMs: QUICK_MS,
    ask: () => {
      if (!isProtected || confirmed === environment) return undefined
      const given = confirmed === undefined ? '' : `, not --confirm ${confirmed}`
      return `'${environment}' is protected: give its name with --confirm ${environment}${given}`
    },
  }
}
