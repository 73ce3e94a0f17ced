import type { Evidence, IntendedInjection } from '../../../model/fault.ts'
import type { Reach } from '../reach.ts'
import { evidence } from './aws-fault.ts'
import { heldStatement, hasBegun } from './experiment-state.ts'
import { failingOverIn } from './failing-over.ts'
import { because, untilSeen } from './until-seen.ts'
import { type Sighted, sighted, stillSighted } from './witness.ts'

/** How long other services may take to show what FIS says that it does, in milliseconds; RDS is the slowest. */
export const SHOWN_MS = 120_000
/** How long they may take to answer before the undo, in milliseconds. */
const LOOK_MS = 15_000

/**
 * Whether an experiment does what FIS says that it does: the services that it acts on are asked. Where none can be asked, its
 * word alone is no proof; then an outage has to bear it out.
 *
 * @param said - by FIS: it holds
 */
export async function borneOut(
  reach: Reach,
  target: IntendedInjection,
  experimentId: string,
  said: Evidence,
): Promise<Evidence> {
  const fis = await reach.ports.fis()
  let last: Sighted | undefined
  const look = async (): Promise<{ readonly sight: Sighted | undefined } | undefined> => {
    const { actions } = await fis.get(experimentId)
    last = await sighted(reach, target, actions.filter(hasBegun), await fis.resolvedTargets(experimentId))
    return last === undefined || last.missing.length === 0 || last.final ? { sight: last } : undefined
  }
  const timeoutMs = reach.lateMs ?? reach.settings.shownWithinMs ?? SHOWN_MS
  const sight = await untilSeen(look, { timeoutMs, everyMs: reach.settings.pollMs })
  if (sight.seen !== undefined && sight.seen.sight === undefined)
    return { ...said, text: `${said.text}; nobody but FIS tells of it`, hearsay: true }
  const { shown, missing } = last ?? { shown: [], missing: [] }
  if (sight.seen === undefined || missing.length > 0) {
    const nothing = missing.length === 0 ? 'nothing else shows it' : missing.join(', ')
    return evidence(false, `${said.text}; but ${nothing}${because(sight)}`)
  }
  // Whoever fails over by request has had nothing to detect.
  const requested = failingOverIn(target).map(({ database }) => `the failover of ${database} was requested`)
  const words = requested.length === 0 ? [] : [`${requested.join(', ')}: its detection was not exercised`]
  return evidence(true, [said.text, ...shown, ...words].join('; '))
}

/** Whether it has gone on until now, by the word of FIS and by what others show. @param mayEnd - it is over in time by itself */
export async function heldOut(
  reach: Reach,
  target: IntendedInjection,
  experimentId: string,
  mayEnd: boolean,
): Promise<Evidence> {
  const fis = await reach.ports.fis()
  const look = async (): Promise<Evidence> => {
    const experiment = await fis.get(experimentId)
    const said = heldStatement(experiment, mayEnd)
    if (!said.holds) return said
    const sight = await stillSighted(reach, target, experiment.actions, await fis.resolvedTargets(experimentId))
    if (sight === undefined || sight.missing.length === 0) return said
    // What has just ended by itself in time shows nothing any more, and FIS says so now.
    const now = await fis.get(experimentId)
    const ended = now.actions.some(({ name, status }) => status !== stateIn(experiment.actions, name))
    if (ended && !sight.final) return heldStatement(now, mayEnd)
    return evidence(false, `${said.text}; but ${sight.missing.join(', ')}`)
  }
  const sight = await untilSeen(look, { timeoutMs: reach.lateMs ?? LOOK_MS, everyMs: reach.settings.pollMs })
  return sight.seen ?? evidence(false, `whether it was in force until now could not be looked at: ${sight.why}`)
}

function stateIn(actions: readonly { readonly name: string; readonly status: string }[], name: string): string {
  return actions.find((action) => action.name === name)?.status ?? 'unknown'
}
