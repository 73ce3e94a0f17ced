import type { ResolvedTarget } from '../../../model/fault.ts'
import { RefusedError } from '../../environment.ts'
import type { Resource } from '../faults/aws-fault.ts'
import { bears } from '../ports/tags.ts'
import type { AwsSettings } from '../settings.ts'

type Rules = Pick<AwsSettings, 'optInTag' | 'protectedTags' | 'expectedTargets'>

/**
 * What would be hit must bear the opt-in tag, must not be protected, and must be what was expected.
 *
 * @throws RefusedError with everything that speaks against it
 */
export function refuseTargets(hits: readonly Resource[], { optInTag, protectedTags, expectedTargets }: Rules): void {
  const isExpected = (names: readonly (string | undefined)[]): boolean =>
    expectedTargets?.some((name) => names.includes(name)) ?? true
  const refusals = hits.flatMap(({ id, arn, tags, within, memberOf, ofAws }) => {
    const { key, value } = optInTag
    const protectedBy = protectedTags.find((tag) => bears(tags, tag))
    const expected = ofAws ?? isExpected([id, arn, ...ownersOf(within ?? memberOf, hits)])
    return [
      ...(bears(tags, optInTag) || memberOf !== undefined || ofAws === true
        ? []
        : [`${id} does not bear the opt-in tag ${key}${value === undefined ? '' : `=${value}`}`]),
      ...(protectedBy === undefined
        ? []
        : [`${id} is protected by its tag ${protectedBy.key}=${tags[protectedBy.key]}`]),
      ...(expected ? [] : [`${id} would be hit, and is not among the expected targets`]),
    ]
  })
  if (refusals.length > 0) throw new RefusedError(refusals)
}

/** By its ARN and by its name. */
function ownersOf(within: string | undefined, hits: readonly Resource[]): readonly (string | undefined)[] {
  return hits.filter(({ arn }) => arn !== undefined && arn === within).flatMap(({ id, arn }) => [id, arn])
}

/**
 * What neither ends by itself on the far side nor stands in a shared store would be known to the disk of one machine alone.
 *
 * @throws RefusedError
 */
export function refuseUnguarded(
  targets: readonly Pick<ResolvedTarget, 'component' | 'reversal' | 'fault'>[],
  { sharedStore }: Pick<AwsSettings, 'sharedStore'>,
): void {
  if (sharedStore !== undefined) return
  const lasting = targets.filter(({ reversal }) => reversal === 'inverse')
  if (lasting.length === 0) return
  throw new RefusedError(
    lasting.map(
      ({ component, fault }) =>
        `${fault.kind} on ${component} lasts until it is undone, and only this machine would know of it: ` +
        'name a bucket as environments.aws.sharedStore',
    ),
  )
}
