import type { IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { TargetMovedError } from '../../environment.ts'
import { isPassing } from '../clients/errors.ts'
import { halted } from '../fis/halt.ts'
import { type Experiment, type FisPort, NotAPreviewError, isTerminal } from '../ports/fis.ts'
import type { Reach } from '../reach.ts'
import { hasBegun } from './experiment-state.ts'
import { fisTags, tokenOf } from './experiments-of.ts'

/** How long FIS may take to preview, in milliseconds. */
export const PREVIEW_MS = 120_000

/** What FIS has resolved: ARNs, by the name of the target. */
export type Resolved = Readonly<Record<string, readonly string[]>>

/**
 * Has FIS resolve the targets of a template and do nothing else.
 *
 * @throws TargetMovedError when it does not resolve them, NotAPreviewError when it has done something: that is stopped
 */
export async function previewed(
  reach: Reach,
  fis: FisPort,
  target: IntendedInjection,
  templateId: string,
): Promise<Resolved> {
  const clientToken = tokenOf(target, 'preview')
  const { id } = await fis.start({ templateId, mode: 'skip-all', clientToken, tags: fisTags(target) })
  const over = await waitFor('the preview to be over', () => lookAt(fis, id), {
    timeoutMs: PREVIEW_MS,
    everyMs: reach.settings.pollMs,
  })
  if (over.status !== 'completed') {
    throw new TargetMovedError(target.component, `the preview ${id} is ${over.status}: ${over.error ?? over.reason}`)
  }
  return await fis.resolvedTargets(id)
}

/** The preview when it is over, as long as it is one. */
async function lookAt(fis: FisPort, id: string): Promise<Experiment | undefined> {
  let seen: Experiment
  try {
    seen = await fis.get(id)
  } catch (error) {
    if (!isPassing(error)) throw error
    return undefined
  }
  const wrong = notSkipped(seen)
  if (wrong !== undefined) {
    throw new NotAPreviewError(id, `${id} says that it is one, and ${wrong}`, await halted(fis, id))
  }
  return isTerminal(seen) ? seen : undefined
}

/** The third line of defence: whoever says `skip-all` and acts all the same has not skipped the actions. */
function notSkipped({ status, actions }: Experiment): string | undefined {
  const isOver = status === 'completed'
  if (isOver && actions.length === 0) return 'names no action that it has skipped'
  const done = actions.filter((action) => (isOver ? action.status !== 'skipped' : hasBegun(action)))
  return done.length === 0 ? undefined : done.map(({ name, status: now }) => `${name} is ${now}`).join(', ')
}
