import type { IntendedInjection } from '../../../model/fault.ts'
import type { ActionState } from '../ports/fis.ts'
import type { Reach } from '../reach.ts'
import { cutOffSubnets, subnetIds } from './cut-off.ts'
import { type FailingOver, failingOverIn, failoverAbandoned, failoverShown } from './failing-over.ts'

/** What others than FIS show of what it says that it does. */
export interface Sighted {
  readonly shown: readonly string[]
  readonly missing: readonly string[]
  /** What is missing will not come. */
  readonly final: boolean
}

/** What was acted on, with what was known of it before. */
interface ActedOn {
  readonly arns: readonly string[]
  readonly failing: readonly FailingOver[]
}

type Look = (reach: Reach, on: ActedOn) => Promise<Sighted>

/** Who can be asked beside FIS, by the action; of any other nobody tells. */
const WITNESSES: Readonly<Record<string, Look>> = {
  'aws:ec2:stop-instances': (reach, { arns }) => instancesNotRunning(reach, arns),
  'aws:ec2:terminate-instances': (reach, { arns }) => instancesNotRunning(reach, arns),
  'aws:network:disrupt-connectivity': subnetsCutOff,
  'aws:rds:failover-db-cluster': failoversShown,
  'aws:rds:reboot-db-instances': failoversShown,
}

/** Who can be asked until it is undone: what is as it was before has been put back. */
const LASTING: Readonly<Record<string, Look>> = {
  'aws:ec2:stop-instances': (reach, { arns }) => instancesNotRunning(reach, arns),
  'aws:network:disrupt-connectivity': subnetsCutOff,
}

/**
 * Looks at what actions of FIS say that they do, with the eyes of the services that they act on. FIS says `running` when it
 * has asked for it: RDS may give a failover up, and automation may put a network ACL back within a second.
 *
 * @param resolved - what was hit: ARNs, by the name of the target
 * @returns undefined where nobody but FIS tells
 */
export async function sighted(
  reach: Reach,
  target: Pick<IntendedInjection, 'identity'>,
  actions: readonly ActionState[],
  resolved: Readonly<Record<string, readonly string[]>>,
): Promise<Sighted | undefined> {
  return await lookedAt(WITNESSES, reach, target, actions, resolved)
}

/** The same right before it is undone, of actions that are still running; and whether RDS has given up since. */
export async function stillSighted(
  reach: Reach,
  target: Pick<IntendedInjection, 'identity'>,
  actions: readonly ActionState[],
  resolved: Readonly<Record<string, readonly string[]>>,
): Promise<Sighted | undefined> {
  const abandoned = await Promise.all(failingOverIn(target).map((was) => failoverAbandoned(reach, was)))
  const missing = abandoned.flatMap((text) => text ?? [])
  if (missing.length > 0) return { shown: [], missing, final: true }
  const running = actions.filter(({ status }) => status === 'running')
  return await lookedAt(LASTING, reach, target, running, resolved)
}

async function lookedAt(
  witnesses: Readonly<Record<string, Look>>,
  reach: Reach,
  target: Pick<IntendedInjection, 'identity'>,
  actions: readonly ActionState[],
  resolved: Readonly<Record<string, readonly string[]>>,
): Promise<Sighted | undefined> {
  const known = failingOverIn(target)
  const looks = actions.flatMap(({ actionId, targets }) => {
    const look = Object.hasOwn(witnesses, actionId) ? witnesses[actionId] : undefined
    const arns = targets.flatMap((name) => resolved[name] ?? [])
    const failing = known.filter(({ arn }) => arns.includes(arn))
    // Of a reboot without a failover, or of what was not known before, nobody can tell.
    if (look === undefined || arns.length === 0 || (look === failoversShown && failing.length === 0)) return []
    return [look(reach, { arns, failing })]
  })
  if (looks.length === 0) return undefined
  const all = await Promise.all(looks)
  return {
    shown: all.flatMap(({ shown }) => shown),
    missing: all.flatMap(({ missing }) => missing),
    final: all.some(({ final }) => final),
  }
}

const UP: ReadonlySet<string> = new Set(['running', 'pending'])

/** One that is not listed any more has been gone for an hour. */
async function instancesNotRunning({ ports }: Reach, arns: readonly string[]): Promise<Sighted> {
  const instances = (await (await ports.compute()).instances()).filter(({ arn }) => arns.includes(arn))
  const [up, down] = [true, false].map((isUp) => instances.filter(({ state }) => UP.has(state) === isUp))
  const inWords = (some: typeof instances | undefined): string[] =>
    (some ?? []).map(({ id, state }) => `${id} is ${state}`)
  return { shown: inWords(down), missing: inWords(up), final: false }
}

async function subnetsCutOff(reach: Reach, { arns }: ActedOn): Promise<Sighted> {
  const ids = subnetIds(arns)
  const cut = await cutOffSubnets(reach, ids)
  return {
    shown: cut.map((id) => `${id} has a network ACL of FIS`),
    missing: ids.filter((id) => !cut.includes(id)).map((id) => `${id} has no network ACL of FIS`),
    final: false,
  }
}

async function failoversShown(reach: Reach, { failing }: ActedOn): Promise<Sighted> {
  const looks = await Promise.all(failing.map(async (was) => ({ was, look: await failoverShown(reach, was) })))
  return {
    shown: looks.flatMap(({ look }) => (look?.holds === true ? look.text : [])),
    missing: looks.flatMap(({ was, look }) => {
      if (look === undefined) return `${was.database} shows nothing of a failover`
      return look.holds ? [] : look.text
    }),
    final: looks.some(({ look }) => look?.holds === false),
  }
}
