import type { Fault } from '../../model/fault.ts'
import { specIn } from './faults/experiment.ts'
import { templateOf } from './faults/experiment.ts'
import { awsFaultPlane } from './faults/fault-plane.ts'
import type { ExperimentTemplate } from './ports/fis.ts'
import type { Reach } from './reach.ts'
import { allowedCaller } from './safety/account.ts'

const DRILL_TAG = 'blackstart:drill'
/** No drill is called so. */
const BY_HAND = 'by-hand'

/**
 * The experiments that faults become now, as FIS takes them (`create-experiment-template --cli-input-json`). Reads the
 * account, and creates nothing. They bear the opt-in tag, so that `fault.fis` takes them, and that of a drill, so that the
 * policy of whoever drills allows to make them, to preview them and to delete them.
 *
 * @returns a template for each target that FIS hits; what goes by other calls is not among them
 * @throws RefusedError
 */
export async function exportTemplates(reach: Reach, faults: readonly Fault[]): Promise<readonly ExperimentTemplate[]> {
  await allowedCaller(reach)
  const plane = awsFaultPlane(reach)
  const targets = await Promise.all(faults.map((fault, index) => plane.resolve(fault, index)))
  const specs = targets.flat().flatMap((target) => specIn(target) ?? [])
  const { key, value = 'true' } = reach.settings.optInTag
  return await Promise.all(specs.map((spec) => templateOf(reach, spec, { [key]: value, [DRILL_TAG]: BY_HAND })))
}
