import type { IntendedInjection } from '../../../model/fault.ts'
import type { Reach } from '../reach.ts'
import { specIn } from './experiment.ts'
import { because, untilSeen } from './until-seen.ts'

/** FIS marks the network ACLs that it puts before subnets (AWS documentation, "AWS FIS actions reference"). */
const MARK = 'managedByFIS'

/** How long one look at whether they are gone may take, in milliseconds; undoing looks several times. */
const GONE_MS = 5_000

/** Which of these subnets FIS has cut off: ids of those whose network ACL is one of its own. */
export async function cutOffSubnets(
  { ports }: Pick<Reach, 'ports'>,
  ids: readonly string[],
): Promise<readonly string[]> {
  const acls = await (await ports.compute()).networkAcls(ids)
  const cut = new Set(acls.filter(({ tags }) => tags[MARK] === 'true').flatMap(({ subnets }) => subnets))
  return ids.filter((id) => cut.has(id))
}

/** Ids of the subnets that an action is told to cut off, by their ARNs. */
export function subnetIds(arns: readonly string[]): readonly string[] {
  return arns.flatMap((arn) => /:subnet\/(.+)$/.exec(arn)?.[1] ?? [])
}

/** Which subnets of an experiment FIS has not given back yet, in words; undefined when there are none. */
export async function stillCutOff(
  reach: Reach,
  target: Pick<IntendedInjection, 'identity'>,
): Promise<string | undefined> {
  const targets = Object.values(specIn(target)?.targets ?? {})
  const ids = subnetIds(targets.flatMap(({ resourceArns }) => resourceArns))
  if (ids.length === 0) return undefined
  let cut: readonly string[] = ids
  const look = async (): Promise<object | undefined> => {
    cut = await cutOffSubnets(reach, ids)
    return cut.length === 0 ? {} : undefined
  }
  const sight = await untilSeen(look, { timeoutMs: reach.lateMs ?? GONE_MS, everyMs: reach.settings.pollMs })
  return sight.seen === undefined ? `${cut.join(', ')} may still have a network ACL of FIS${because(sight)}` : undefined
}
