import { createHash } from 'node:crypto'
import type { AwsTag } from '../../../scenario/aws-types.ts'
import type { Alarm } from '../ports/alarms.ts'
import type { KnownTemplate } from '../ports/fis.ts'
import { bears } from '../ports/tags.ts'
import { isIdle } from './experiment-state.ts'

/** Types of targets whose tags are read before anything is hit. */
const READABLE = ['aws:rds:cluster', 'aws:rds:db', 'aws:ec2:instance', 'aws:ec2:subnet'] as const
export type ReadableType = (typeof READABLE)[number]

/**
 * What speaks against an experiment that a team has written itself, whatever it would hit.
 *
 * @param alarms - that guard the drills: each of them must stop this one, too
 */
export function templateRefusals(template: KnownTemplate, optInTag: AwsTag, alarms: readonly Alarm[]): string[] {
  const { id, tags, stopConditions, experimentOptions, targets, actions } = template
  const { accountTargeting, emptyTargetResolutionMode } = experimentOptions
  return [
    ...(bears(tags, optInTag) ? [] : [`the template ${id} does not bear the opt-in tag ${optInTag.key}`]),
    ...(stopConditions.some(({ source }) => source !== 'none')
      ? alarms
          .filter(({ arn }) => !stopConditions.some(({ value }) => value === arn))
          .map(
            ({ name, arn }) =>
              `the alarm '${name}' does not stop the template ${id}: name ${arn} in its stopConditions`,
          )
      : [`the template ${id} has the stop condition 'none': give it an alarm`]),
    ...(accountTargeting === 'multi-account' ? [`the template ${id} hits several accounts: drill one at a time`] : []),
    ...(emptyTargetResolutionMode === 'skip'
      ? [`the template ${id} skips targets that find nothing, and passes then: set emptyTargetResolutionMode to 'fail'`]
      : []),
    ...Object.entries(targets).flatMap(([name, { selectionMode = '', resourceType = '' }]) => [
      ...(selectionMode === 'ALL'
        ? []
        : [`the target ${name} of ${id} is chosen anew by ${selectionMode}, so no preview shows what is hit: use ALL`]),
      ...(isReadable(resourceType)
        ? []
        : [`the target ${name} of ${id} is of ${resourceType}, whose tags are not read`]),
    ]),
    ...Object.entries(actions).flatMap(([name, { actionId = '', targets: hit = {} }]) =>
      isIdle(actionId) || Object.keys(hit).length > 0
        ? []
        : [`the action ${name} of ${id} (${actionId}) names no target, so nobody can tell what it hits`],
    ),
    ...(Object.values(actions).some(
      ({ actionId = '', startAfter = [] }) => startAfter.length === 0 && !isIdle(actionId),
    )
      ? []
      : [`nothing of ${id} acts when it begins, and the clock would run: say the delay in the scenario, with 'at'`]),
  ]
}

/** Types of its targets that it can be asked for. */
export function typesOf({ targets }: KnownTemplate): ReadonlySet<string> {
  return new Set(Object.values(targets).map(({ resourceType = '' }) => resourceType))
}

/** Changes with whatever it does, and to what. */
export function digestOf({ actions, targets, experimentOptions, stopConditions, roleArn }: KnownTemplate): string {
  const content = sorted({ actions, targets, experimentOptions, stopConditions, roleArn })
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

function isReadable(resourceType: string): boolean {
  return READABLE.some((type) => type === resourceType)
}

/** FIS tells the members of a template in any order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]))
}
