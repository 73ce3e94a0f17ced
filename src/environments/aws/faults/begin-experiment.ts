import type { InjectionReceipt, IntendedInjection } from '../../../model/fault.ts'
import { TargetMovedError } from '../../environment.ts'
import { halted } from '../fis/halt.ts'
import type { Experiment, FisPort } from '../ports/fis.ts'
import type { Reach } from '../reach.ts'
import { askOnce } from './ask-once.ts'
import { fisTags, realOnesOf, tokenOf } from './experiments-of.ts'
import { type Resolved, previewed } from './preview.ts'
import { because, untilSeen } from './until-seen.ts'
import { Watch } from './watch.ts'

/** How long FIS may take to begin, in milliseconds. */
export const BEGUN_MS = 120_000

/**
 * Previews an experiment, and begins it when nothing speaks against what the preview has resolved. What it really hits is
 * held against the preview, for FIS resolves anew: what differs is stopped at once.
 *
 * FIS answers at once and acts later, by seconds or minutes. That is its own doing, and nobody's recovery: the fault lies
 * between the last look at which nothing had begun and the first at which something had.
 *
 * @param wrong - what speaks against it; empty when nothing does
 * @throws TargetMovedError, NotAPreviewError
 */
export async function beginExperiment(
  reach: Reach,
  target: IntendedInjection,
  templateId: string,
  wrong: (resolved: Resolved) => readonly string[],
): Promise<InjectionReceipt> {
  const fis = await reach.ports.fis()
  const preview = await previewed(reach, fis, target, templateId)
  const findings = wrong(preview)
  if (findings.length > 0) throw new TargetMovedError(target.component, findings.join(', and '))
  const clientToken = tokenOf(target, 'run')
  let id = ''
  const begun = async (): Promise<boolean> => {
    const [found] = await realOnesOf(fis, target)
    id = found?.id ?? ''
    return found !== undefined
  }
  const start = { templateId, mode: 'run-all', clientToken, tags: fisTags(target) } as const
  const asked = await askOnce(reach, async () => void ({ id } = await fis.start(start)), begun)
  const watch = new Watch(fis, id, asked)
  const surprise = await otherThan(preview, reach, fis, watch)
  if (surprise !== undefined) throw new TargetMovedError(target.component, `${surprise}: ${await halted(fis, id)}`)
  return watch.receipt
}

/**
 * What an experiment hits beside its preview, or instead; undefined when it is the same, or nothing at all. Returns when it has
 * begun to act: whether it ever does is for its proof to say.
 */
async function otherThan(preview: Resolved, reach: Reach, fis: FisPort, watch: Watch): Promise<string | undefined> {
  const { id } = watch
  let findings: readonly string[] | undefined
  const look = async (): Promise<object | undefined> => {
    const { status } = await watch.look()
    if (UNRESOLVED.has(status)) return undefined
    findings ??= ACTS.has(status) ? differences(preview, await fis.resolvedTargets(id)) : []
    return findings.length > 0 || watch.isDecided ? {} : undefined
  }
  const sight = await untilSeen(look, { timeoutMs: BEGUN_MS, everyMs: reach.settings.pollMs })
  if (findings === undefined) return `what ${id} hits has not been seen within ${BEGUN_MS / 1000} s${because(sight)}`
  return findings.length === 0 ? undefined : `of ${id}, ${findings.join(', and ')}`
}

/** Its targets may not be resolved yet. */
const UNRESOLVED: ReadonlySet<Experiment['status']> = new Set(['pending', 'initiating'])
/** It has targets and does something to them; of any other end its proof will tell. */
const ACTS: ReadonlySet<Experiment['status']> = new Set(['running', 'completed'])

/** What is not as it should be: each target nothing less and nothing more. */
export function differences(wanted: Resolved, resolved: Resolved): string[] {
  return Object.keys({ ...wanted, ...resolved }).flatMap((name) => {
    const [should, does] = [wanted[name] ?? [], resolved[name] ?? []]
    const missing = should.filter((arn) => !does.includes(arn))
    const further = does.filter((arn) => !should.includes(arn))
    return [
      ...(missing.length === 0 ? [] : [`FIS does not find ${missing.join(', ')}`]),
      ...(further.length === 0 ? [] : [`FIS would also hit ${further.join(', ')}`]),
    ]
  })
}
