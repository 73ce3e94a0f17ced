import { formatMs } from '../../model/duration.ts'
import type { ProfileTimings } from './profiles.ts'

export type TimingKey = keyof ProfileTimings

/** A setting of the lab's control plane that takes time, or counts it. */
export interface TimingSpec {
  readonly field: TimingKey
  readonly text: string
  readonly unit: 'duration' | 'count'
  /** Smallest value that makes sense, in ms or as a count. */
  readonly least: number
}

/** By the key of `--set`. */
export const TIMINGS: Readonly<Record<string, TimingSpec>> = {
  'detection-interval': {
    field: 'detectionIntervalMs',
    text: 'how often the failover manager probes each database',
    unit: 'duration',
    least: 20,
  },
  'detection-threshold': {
    field: 'detectionThreshold',
    text: 'failed probes in a row until a database counts as lost',
    unit: 'count',
    least: 1,
  },
  'promotion-delay': {
    field: 'promotionDelayMs',
    text: 'from fencing the old primary to promoting the standby',
    unit: 'duration',
    least: 0,
  },
  propagation: {
    field: 'propagationMs',
    text: 'from promotion until the writer endpoint leads to the new primary',
    unit: 'duration',
    least: 0,
  },
  'rebuild-delay': {
    field: 'rebuildDelayMs',
    text: 'from the failover until the lost database is rebuilt as standby',
    unit: 'duration',
    least: 0,
  },
  'health-interval': {
    field: 'healthIntervalMs',
    text: 'how often the load balancer checks each service',
    unit: 'duration',
    least: 20,
  },
  'health-threshold': {
    field: 'healthThreshold',
    text: 'failed checks in a row until a service gets no requests',
    unit: 'count',
    least: 1,
  },
  'fence-timeout': {
    field: 'fenceTimeoutMs',
    text: 'how long the failover manager tries to fence a lost primary',
    unit: 'duration',
    least: 50,
  },
  grace: {
    field: 'graceMs',
    text: 'how long a service instance may be unhealthy until auto-scaling replaces it',
    unit: 'duration',
    least: 0,
  },
  'dns-ttl': {
    field: 'dnsTtlMs',
    text: 'how long a client may keep an answer of the DNS, whole seconds (with regions=2)',
    unit: 'duration',
    least: 0,
  },
  'region-health-interval': {
    field: 'regionHealthIntervalMs',
    text: 'how often the DNS checks the health of each region (with regions=2)',
    unit: 'duration',
    least: 50,
  },
  'region-health-threshold': {
    field: 'regionHealthThreshold',
    text: 'failed checks in a row until a region counts as lost (with regions=2)',
    unit: 'count',
    least: 1,
  },
  'isolation-timeout': {
    field: 'isolationTimeoutMs',
    text: 'how long a region may reach nobody outside until it stops its databases, 0s: it never does (with regions=2)',
    unit: 'duration',
    least: 0,
  },
  'backup-every': {
    field: 'backupEveryMs',
    text: 'how often a backup is taken (with archive=on)',
    unit: 'duration',
    least: 1_000,
  },
}

/** Rules between the timings of two regions. */
export function regionFindings(timings: ProfileTimings): readonly string[] {
  const { dnsTtlMs, isolationTimeoutMs, regionHealthIntervalMs, regionHealthThreshold } = timings
  const findings: string[] = []
  if (dnsTtlMs % 1_000 !== 0) findings.push(`dns-ttl=${formatMs(dnsTtlMs)}: DNS counts whole seconds`)
  // The last check that passed may be as old as an interval when a region is cut off.
  const earliestMs = regionHealthIntervalMs * Math.max(1, regionHealthThreshold - 1)
  if (isolationTimeoutMs >= earliestMs) {
    findings.push(
      `isolation-timeout=${show('duration', isolationTimeoutMs)}: must be below ${show('duration', earliestMs)}, ` +
        '(region-health-threshold - 1) x region-health-interval: ' +
        'a region must have stopped its databases before those of the other one are promoted',
    )
  }
  return findings
}

/** As people write it. */
export function show(unit: TimingSpec['unit'], value: number): string {
  return unit === 'duration' ? formatMs(value).replace(' ', '') : String(value)
}
