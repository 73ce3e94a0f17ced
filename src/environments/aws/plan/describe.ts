import { formatMs } from '../../../model/duration.ts'
import type { Fault, ResolvedTarget } from '../../../model/fault.ts'
import { hitBy } from '../../../model/hit-by.ts'
import { type DrillDescription, NoTargetError, RefusedError } from '../../environment.ts'
import { explained } from '../clients/errors.ts'
import { standIn } from '../clients/stand-in.ts'
import { specIn } from '../faults/experiment.ts'
import { awsFaultPlane } from '../faults/fault-plane.ts'
import type { Reach } from '../reach.ts'
import { shapeBefore } from '../redundancy.ts'
import { askStart } from '../safety/start.ts'
import { readTopology } from '../topology.ts'
import { estimateCost } from './cost.ts'
import { picture } from './picture.ts'
import { targetLines } from './target-lines.ts'

/**
 * What a drill would do in the account as it is now: targets, calls, how much of the system that is, how long it may take,
 * what it costs, and a picture; and why it would be refused. Only reads.
 */
export async function describeDrill(reach: Reach, faults: readonly Fault[]): Promise<DrillDescription> {
  try {
    const { caller, refusals } = await askStart(reach)
    const { targets, unmet } = await targetsOf(reach, faults)
    const topology = await readTopology(reach)
    const { settings, longestMs } = reach
    const struck = new Set(targets.flatMap((target) => hitBy(target, topology)))
    const hit = topology.components.filter((component) => struck.has(component))
    const insteadOfAws = settings.endpoint ?? standIn()
    const specs = targets.flatMap((target) => specIn(target) ?? [])
    const lines = [
      `Account      ${caller.account} in ${settings.region}, as ${caller.arn}`,
      ...(insteadOfAws === undefined ? [] : [`Answered by  ${insteadOfAws}, which stands in for AWS`]),
      `Customers    ${settings.customers}: probed every ${formatMs(settings.everyMs)}, and the load is sent there`,
      `Alarms       ${settings.alarms.join(', ') || 'none'}: in ALARM they refuse a drill, and stop experiments of FIS`,
      ...(targets.length === 0 ? ['Targets      none'] : targets.flatMap(targetLines)),
      `Blast radius ${hit.length} of ${topology.components.length} components: ${hit.map(({ id }) => id).join(', ') || 'none'}`,
      ...(isLost(faults) && reach.second === undefined
        ? ["Note         no 'secondRegion' is named: who takes over is not looked at"]
        : []),
      `Takes        at most ${formatMs(longestMs)}, the undo included`,
      `Costs        ${estimateCost(specs, settings)}`,
      '',
      'As a picture, for whatever draws Mermaid (Markdown on GitHub does):',
      picture(topology, hit),
    ]
    const busy = await busyNow(reach)
    return { lines, refusals: [...refusals, ...unmet, ...busy], expected: { topology, hits: targets } }
  } catch (error) {
    if (error instanceof RefusedError) return { lines: [], refusals: error.refusals }
    return { lines: [], refusals: [`the account could not be asked: ${explained(error)}`] }
  }
}

/** What a run refuses when it opens the account. */
async function busyNow(reach: Reach): Promise<readonly string[]> {
  try {
    await shapeBefore(reach)
    return []
  } catch (error) {
    if (error instanceof RefusedError) return error.refusals
    throw error
  }
}

/** The targets of all faults, and why there are none for some. */
async function targetsOf(
  reach: Reach,
  faults: readonly Fault[],
): Promise<{ readonly targets: readonly ResolvedTarget[]; readonly unmet: readonly string[] }> {
  const { key, value } = reach.settings.optInTag
  const plane = awsFaultPlane(reach)
  const resolved = await Promise.all(
    faults.map(async (fault, index) => {
      try {
        const targets = await plane.resolve(fault, index)
        const tag = value === undefined ? key : `${key}=${value}`
        const none = `${fault.kind} has no target: nothing that it means bears the tag ${tag} in ${reach.settings.region}`
        return { targets, unmet: targets.length === 0 ? [none] : [] }
      } catch (error) {
        if (error instanceof RefusedError) return { targets: [], unmet: error.refusals }
        if (error instanceof NoTargetError) return { targets: [], unmet: [error.message] }
        throw error
      }
    }),
  )
  return { targets: resolved.flatMap(({ targets }) => targets), unmet: resolved.flatMap(({ unmet }) => unmet) }
}

function isLost(faults: readonly Fault[]): boolean {
  return faults.some(({ kind }) => kind === 'region.isolate')
}
