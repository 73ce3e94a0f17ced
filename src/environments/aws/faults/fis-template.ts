import { RefusedError } from '../../environment.ts'
import { bears } from '../ports/tags.ts'
import type { Reach } from '../reach.ts'
import { readEstate } from '../topology.ts'
import type { AwsFault } from './aws-fault.ts'
import { beginExperiment } from './begin-experiment.ts'
import { BY_FIS } from './by-fis.ts'
import type { Resolved } from './preview.ts'

/**
 * An experiment that a team has written itself. What it hits only a preview can say, and a preview is begun after its intent
 * is on disk, like everything else: so the team names beforehand what may be hit, and nothing beyond is.
 */
export const fisTemplate: AwsFault<'fis'> = {
  ...BY_FIS,
  async resolve(reach, fault, faultIndex) {
    const template = await (await reach.ports.fis()).template(fault.templateId)
    if (template === undefined) return []
    const { optInTag, expectedTargets } = reach.settings
    const refusals = [
      ...(bears(template.tags, optInTag)
        ? []
        : [`the template ${template.id} does not bear the opt-in tag ${optInTag.key}`]),
      ...(template.stopConditions.some(({ source }) => source !== 'none')
        ? []
        : [`the template ${template.id} has the stop condition 'none': give it an alarm`]),
      ...(expectedTargets === undefined
        ? ['an experiment of your own hits what it resolves to: name the ARNs that it may hit in expectedTargets']
        : []),
    ]
    if (refusals.length > 0) throw new RefusedError(refusals)
    const target = {
      fault,
      faultIndex,
      component: template.id,
      alsoHits: await componentsOf(reach, expectedTargets ?? []),
      reversal: 'expires',
      precondition: `${template.id} (${template.description}) hits nothing but ${expectedTargets?.join(', ')}`,
      identity: { template: template.id },
    } as const
    return [{ target, hits: [] }]
  },

  inject(reach, target) {
    const expected = reach.settings.expectedTargets ?? []
    return beginExperiment(reach, target, String(target.identity['template']), (resolved) => within(expected, resolved))
  },
}

/** Every target finds something, and nothing that was not expected. */
function within(expected: readonly string[], resolved: Resolved): string[] {
  const found = Object.entries(resolved)
  const unexpected = found.flatMap(([, arns]) => arns).filter((arn) => !expected.includes(arn))
  return [
    ...(found.length === 0 || found.some(([, arns]) => arns.length === 0)
      ? ['a target of the experiment finds nothing']
      : []),
    ...(unexpected.length === 0 ? [] : [`FIS would hit ${unexpected.join(', ')}, which was not expected`]),
  ]
}

/** Components of the topology behind ARNs: what is not among them nobody can count. */
async function componentsOf(reach: Reach, arns: readonly string[]): Promise<string[]> {
  const { databases, instances } = await readEstate(reach)
  return [
    ...databases
      .filter(({ arn }) => arns.includes(arn))
      .flatMap(({ members }) => members.filter(({ writer }) => writer)),
    ...instances.filter(({ arn }) => arns.includes(arn)).map(({ name }) => ({ id: name })),
  ].map(({ id }) => id)
}
