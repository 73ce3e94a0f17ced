import { durationMs } from '../../../model/duration.ts'
import type { ReplicationPause } from '../../../model/cloud-fault.ts'
import type { RegionIsolate, ZoneIsolate, ZoneLose } from '../../../model/fault.ts'
import type { InstanceStop } from '../../../model/part-fault.ts'
import type { ComputeInstance } from '../ports/compute.ts'
import type { Reach } from '../reach.ts'
import type { Resource, TaggedTarget } from './aws-fault.ts'
import { type PlannedAction, isoMinutes } from './experiment.ts'

/** Faults that FIS ends at their duration, whoever is left. */
type Lasting = ZoneLose | ZoneIsolate | RegionIsolate | InstanceStop | ReplicationPause

interface LastingHit {
  readonly fault: Lasting
  readonly faultIndex: number
  readonly component: string
  readonly identity: Readonly<Record<string, string>>
  readonly hits: readonly Resource[]
  /** What a reader of the plan must know, in words. @default nothing */
  readonly notes?: readonly string[]
}

export function lastingTarget({ hits, notes = [], ...rest }: LastingHit): TaggedTarget {
  const named = hits.filter(({ ofAws, memberOf }) => ofAws !== true && memberOf === undefined).map(({ id }) => id)
  const precondition = [`${rest.component} holds ${named.join(', ')}`, ...notes].join('; ')
  // At its duration it ends by itself, whoever is left.
  return { target: { ...rest, reversal: 'expires', precondition }, hits }
}

/** As long as the scenario says, else no longer than the drill may take; as FIS writes it. */
export function durationOf(reach: Reach, fault: Lasting): string {
  return isoMinutes('for' in fault && fault.for !== undefined ? durationMs(fault.for) : reach.longestMs)
}

export function stopping(instances: readonly ComputeInstance[], duration: string): PlannedAction {
  return {
    name: 'Stop-Instances',
    actionId: 'aws:ec2:stop-instances',
    parameters: { completeIfInstancesTerminated: 'true', startInstancesAfterDuration: duration },
    key: 'Instances',
    resourceType: 'aws:ec2:instance',
    arns: instances.map(({ arn }) => arn),
  }
}
