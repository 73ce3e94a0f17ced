import type {
  EnvironmentFault,
  Evidence,
  Fault,
  InjectionReceipt,
  IntendedInjection,
  ResolvedTarget,
} from '../../../model/fault.ts'
import { monotonicNow } from '../../../system/clock.ts'
import { quoted } from '../../../system/shell.ts'
import type { Tags } from '../ports/tags.ts'
import type { Reach } from '../reach.ts'
import type { AwsSettings } from '../settings.ts'

/** A target with what the guards want to see of it. */
export interface TaggedTarget {
  readonly target: ResolvedTarget
  /** Every resource that is hit, with its tags. */
  readonly hits: readonly Resource[]
}

export interface Resource {
  readonly id: string
  readonly arn?: string
  readonly tags: Tags
  /** ARN of what it belongs to, by which it is expected too: nobody can name beforehand what comes and goes. */
  readonly within?: string
  /** ARN of the cluster that it is an instance of: opted in and expected is the cluster; it must bear no protected tag. */
  readonly memberOf?: string
  /** AWS's own, which no team can opt in: it must bear no protected tag. */
  readonly ofAws?: true
}

/** One family of faults: how it finds its target, what it asks AWS to do, and how that ends. */
export interface AwsFault<Kind extends EnvironmentFault['kind']> {
  resolve(reach: Reach, fault: Extract<Fault, { kind: Kind }>, faultIndex: number): Promise<readonly TaggedTarget[]>
  /** @throws TargetMovedError */
  inject(reach: Reach, target: IntendedInjection): Promise<InjectionReceipt>
  verify(reach: Reach, target: IntendedInjection): Promise<Evidence>
  /** Whether it was in force until now, asked before the undo. @default it leaves nothing that would have to be held */
  held?(reach: Reach, target: IntendedInjection): Promise<Evidence>
  undo(reach: Reach, target: IntendedInjection): Promise<void>
  undone(reach: Reach, target: IntendedInjection): Promise<Evidence>
  /** What a person can paste, in words of the `aws` command line; undefined where nothing can be undone. */
  byHand(settings: Pick<AwsSettings, 'region' | 'profile'>, target: IntendedInjection): string | undefined
}

/** A statement, as of now. */
export function evidence(holds: boolean, text: string): Evidence {
  return { holds, text, observedAtNs: monotonicNow() }
}

/** The `aws` command line with region and profile. */
export function awsCommand({ region, profile }: Pick<AwsSettings, 'region' | 'profile'>, words: string): string {
  return `aws ${words} --region ${region}${profile === undefined ? '' : ` --profile ${quoted(profile)}`}`
}
