import { formatMs } from '../../../model/duration.ts'
import type { Fault, ResolvedTarget } from '../../../model/fault.ts'
import { explained } from '../clients/errors.ts'
import { specIn } from '../faults/by-fis.ts'
import { awsFaultPlane } from '../faults/fault-plane.ts'
import type { Reach } from '../reach.ts'
import { allowedCaller } from '../safety/account.ts'
import { readTopology } from '../topology.ts'
import { estimateCost } from './cost.ts'
import { picture } from './picture.ts'

/**
 * What a drill would do in the account as it is now: targets, calls, how much of the system that is, how long it may take,
 * what it costs, and a picture. Only reads.
 *
 * @returns lines for people; what cannot be read is said in its place
 */
export async function describeDrill(reach: Reach, faults: readonly Fault[]): Promise<readonly string[]> {
  try {
    const caller = await allowedCaller(reach)
    const plane = awsFaultPlane(reach)
    const targets = (await Promise.all(faults.map((fault, index) => plane.resolve(fault, index)))).flat()
    const topology = await readTopology(reach)
    const hit = topology.components.filter(({ id, zone }) =>
      targets.some(({ component }) => component === id || (zone !== undefined && component === `zone-${zone}`)),
    )
    const specs = targets.flatMap((target) => specIn(target) ?? [])
    return [
      `Account      ${caller.account} in ${reach.settings.region}, as ${caller.arn}`,
      ...(targets.length === 0 ? ['Targets      none: nothing that the faults mean bears the opt-in tag'] : []),
      ...targets.flatMap((target) => targetLines(target)),
      `Blast radius ${hit.length} of ${topology.components.length} components: ${hit.map(({ id }) => id).join(', ') || 'none'}`,
      `Takes        at most ${formatMs(reach.longestMs)}, the undo included`,
      `Costs        ${estimateCost(specs, reach.settings)}`,
      '',
      picture(topology, targets),
    ]
  } catch (error) {
    return [`Account      could not be read: ${explained(error)}`]
  }
}

function targetLines(target: ResolvedTarget): string[] {
  const spec = specIn(target)
  const calls =
    spec === undefined
      ? DIRECT[target.fault.kind]?.(target)
      : `FIS: a preview, then ${Object.values(spec.actions)
          .map(({ actionId, parameters = {} }) =>
            [actionId, ...Object.entries(parameters).map((pair) => pair.join('='))].join(' '),
          )
          .join('; ')}`
  return [
    `Target       ${target.component}: ${target.precondition}`,
    `  hit        ${spec === undefined ? String(target.identity['arn'] ?? target.identity['instance']) : arnsOf(spec).join(', ')}`,
    `  by         ${calls ?? target.fault.kind}`,
    `  ends       ${typeof target.reversal === 'string' ? ENDS[target.reversal] : target.reversal.none}`,
  ]
}

function arnsOf({ targets }: NonNullable<ReturnType<typeof specIn>>): string[] {
  return Object.values(targets).flatMap(({ resourceArns }) => resourceArns)
}

const DIRECT: Readonly<Partial<Record<Fault['kind'], (target: ResolvedTarget) => string>>> = {
  'database.failover': ({ identity: { kind, database, to } }) =>
    kind === 'cluster'
      ? `rds FailoverDBCluster ${database}, to ${to}`
      : `rds RebootDBInstance ${database} with ForceFailover (no crash: nobody has to detect anything)`,
  'instance.terminate': ({ identity: { instance } }) => `ec2 TerminateInstances ${instance}`,
}

const ENDS = {
  inverse: 'when it is undone',
  expires: 'when it is stopped, and at its duration by itself',
  'replaced-by-system': 'by itself: the system replaces it',
  'discard-environment': 'with the environment',
} as const
