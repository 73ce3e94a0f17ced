import { NoTargetError } from '../environments/environment.ts'
import type { Fault, ResolvedTarget } from '../model/fault.ts'
import { type DrillContext, DrillStop } from './context.ts'

/** What it takes to find the targets of a fault. */
type Resolving = Pick<DrillContext, 'faults'>

/**
 * Resolves every fault to its targets as they are now, before any of them is injected.
 *
 * @throws DrillStop `no-targets`
 */
export async function resolveAll(context: Resolving, faults: readonly Fault[]): Promise<ResolvedTarget[][]> {
  const resolved: ResolvedTarget[][] = []
  for (const [index, fault] of faults.entries()) resolved.push(await resolveOne(context, fault, index))
  return resolved
}

/** @throws DrillStop `no-targets` */
export async function resolveOne({ faults }: Resolving, fault: Fault, index: number): Promise<ResolvedTarget[]> {
  const targets = await faults.resolve(fault, index).catch((error: unknown) => {
    if (!(error instanceof NoTargetError)) throw error
    throw new DrillStop({ code: 'no-targets', text: error.message })
  })
  if (targets.length > 0) return [...targets]
  const role = 'role' in fault ? ` with the role '${fault.role}'` : ''
  throw new DrillStop({ code: 'no-targets', text: `${fault.kind} found nothing${role} that is running now` })
}
