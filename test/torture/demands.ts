import type { HurtDrill, Victim } from './real-drills.ts'

/** So many real drills fit into ten minutes on a quiet machine of two cores, two side by side. */
const DRILLS_IN_LONG_FORM = 60
/** From so many minutes on a run is the long form. */
const LONG_FORM_MINUTES = 10

/** How many real drills a torture of so many minutes has to hurt. */
export function drillsDemanded(minutes: number): number {
  return minutes >= LONG_FORM_MINUTES ? DRILLS_IN_LONG_FORM : 0
}

/** Without these nothing is concluded; while one of these phases begins the drill has not measured anything yet. */
const NEEDED: readonly Victim[] = ['watchdog', 'prober', 'labd']
const BEFORE_RESULT: readonly HurtDrill['phase'][] = ['warm-up', 'inject']

/** What came of a torture. */
export interface Tortured {
  readonly minutes: number
  readonly drills: readonly HurtDrill[]
  /** Faults that were open at the kill in the simulated environment. */
  readonly simulatedOpenFaults: number
  /** Ended from outside before its time. */
  readonly ended: boolean
}

/**
 * What a torture must have done to prove anything: one that killed nobody, or never while a fault was open, has found
 * nothing because it looked at nothing.
 *
 * @returns what is missing or wrong, in words
 */
export function demandsOn({ minutes, drills, simulatedOpenFaults, ended }: Tortured): string[] {
  const openFaults = drills.reduce((total, drill) => total + drill.openFaults, 0)
  const killed = drills.reduce((total, drill) => total + drill.killed.length, 0)
  const found = drills.flatMap((drill, index) => {
    const wrong = wrongExit(drill)
    return wrong === undefined ? [] : [`drill ${index + 1}: ${wrong}`]
  })
  if (ended) found.push('it was ended before its time')
  if (simulatedOpenFaults === 0) found.push('no fault was open at any kill in the simulated environment')
  if (killed === 0) found.push('nobody was killed')
  if (minutes >= LONG_FORM_MINUTES) {
    if (openFaults === 0) found.push('no fault was open at any kill')
    if (drills.length < drillsDemanded(minutes)) {
      found.push(
        `${drills.length} real drills were hurt, and the long form is ${DRILLS_IN_LONG_FORM}: is it very busy here?`,
      )
    }
  }
  return found
}

/** Whether the harness of a drill ended as one whose parts were killed must. @returns what is wrong about it */
export function wrongExit({
  killed,
  phase,
  exitCode,
}: Pick<HurtDrill, 'killed' | 'phase' | 'exitCode'>): string | undefined {
  if (killed.includes('harness')) {
    return exitCode === null ? undefined : `its harness was killed, and ended with ${exitCode}`
  }
  if (exitCode === null) return 'its harness was not killed by us, and was ended by a signal'
  if (exitCode > 2) return `its harness ended with ${exitCode}`
  const lost = killed.filter((victim) => NEEDED.includes(victim))
  if (lost.length > 0 && BEFORE_RESULT.includes(phase) && exitCode === 0) {
    return `it passed without its ${lost.join(' and ')}`
  }
  return undefined
}
