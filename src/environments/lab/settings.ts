import { parseDurationMs } from '../../model/duration.ts'
import type { SettingSpec } from '../environment.ts'
import { type Misbehaviour, parseMisbehaviour } from './aws/misbehaviour.ts'
import { PROFILES, type ProfileTimings } from './profiles.ts'
import { regionFindings, show, TIMINGS, type TimingKey, type TimingSpec } from './timings.ts'

/** The lab's parameters, checked and complete. Plain JSON: it goes to labd as it is. */
export interface LabSettings extends ProfileTimings {
  readonly profile: 'fast' | 'realistic'
  readonly replication: 'sync' | 'async'
  /** `off`: a lab without a standby, in which nothing can take over. */
  readonly standby: 'on' | 'off'
  /** For how long before the fault the standby is starved of WAL, in milliseconds; 0: not at all. */
  readonly replicationHoldMs: number
  /** Service instances in each zone. */
  readonly capacity: number
  /** Whether auto-scaling replaces unhealthy instances. */
  readonly replacement: 'on' | 'off'
  /** Whether an asynchronous standby is promoted although the old primary could not be fenced: a split brain. */
  readonly promoteUnfenced: boolean
  /** `manual`: the failover manager notices and raises an alarm, and leaves the rest to people. */
  readonly failover: 'automatic' | 'manual'
  /** With a second one there are an asynchronous replica in it, and a DNS that leads customers to one of the two. */
  readonly regions: 1 | 2
  /** Whether the lab answers as an account of AWS would. */
  readonly aws: 'on' | 'off'
  /** By how much the lateness of that account's control plane is shortened; 1: as published. */
  readonly awsSpeed: number
  /** What the pair of databases is in that account. */
  readonly awsDatabase: 'cluster' | 'instance'
  /** What the service instances are in that account. */
  readonly awsCompute: 'ec2' | 'ecs'
  /** What that account does wrong from the start. */
  readonly awsConduct: Misbehaviour
  /** Whether WAL is kept, so that the data of a past moment can be restored beside the lab. */
  readonly archive: 'on' | 'off'
}

const CHOICES = {
  profile: ['fast', 'realistic'],
  replication: ['sync', 'async'],
  standby: ['on', 'off'],
  replacement: ['on', 'off'],
  failover: ['automatic', 'manual'],
  'promote-unfenced': ['false', 'true'],
  regions: ['1', '2'],
  aws: ['off', 'on'],
  'aws-database': ['cluster', 'instance'],
  'aws-compute': ['ec2', 'ecs'],
  archive: ['off', 'on'],
} as const

const MOST_CAPACITY = 8
const MOST_AWS_SPEED = 1_000

export const LAB_SETTING_SPECS: readonly SettingSpec[] = [
  {
    key: 'profile',
    text: 'timings: as quick as the machine allows, or as published for cloud services',
    values: CHOICES.profile.join(' | '),
    default: 'fast',
  },
  {
    key: 'replication',
    text: 'whether a commit waits for the standby',
    values: CHOICES.replication.join(' | '),
    default: 'sync (async with standby=off)',
  },
  {
    key: 'standby',
    text: 'whether there is a standby that can take over',
    values: CHOICES.standby.join(' | '),
    default: 'on',
  },
  {
    key: 'replication-hold',
    text: 'withhold WAL from the standby for so long before the fault, and lose it then (with replication=async)',
    values: 'duration',
    default: '0s',
  },
  {
    key: 'promote-unfenced',
    text: 'promote an asynchronous standby although the old primary could not be fenced (split brain)',
    values: CHOICES['promote-unfenced'].join(' | '),
    default: 'false',
  },
  {
    key: 'capacity',
    text: 'service instances in each zone',
    values: `1 to ${MOST_CAPACITY}`,
    default: '1',
  },
  {
    key: 'failover',
    text: 'whether the failover manager acts when a database is lost, or only raises an alarm',
    values: CHOICES.failover.join(' | '),
    default: 'automatic',
  },
  {
    key: 'replacement',
    text: 'whether auto-scaling replaces unhealthy service instances',
    values: CHOICES.replacement.join(' | '),
    default: 'on',
  },
  {
    key: 'regions',
    text: 'a second region with an asynchronous replica, and a DNS that fails over to it',
    values: CHOICES.regions.join(' | '),
    default: '1',
  },
  {
    key: 'aws',
    text: 'local AWS endpoints whose calls act on this lab',
    values: CHOICES.aws.join(' | '),
    default: 'off',
  },
  {
    key: 'aws-database',
    text: 'what the pair of databases is to the AWS endpoints: an Aurora cluster, or a Multi-AZ instance',
    values: CHOICES['aws-database'].join(' | '),
    default: 'cluster',
  },
  {
    key: 'aws-compute',
    text: 'what the service instances are to the AWS endpoints: instances of EC2 in a group, or tasks of ECS on Fargate',
    values: CHOICES['aws-compute'].join(' | '),
    default: 'ec2',
  },
  {
    key: 'aws-speed',
    text: 'by which factor the AWS control plane tells sooner than published; effects are as quick as they are',
    values: '1 to 1000',
    default: '20',
  },
  {
    key: 'aws-conduct',
    text: 'what the AWS endpoints do wrong from the start, to rehearse it: for example {"safetyLever":"engaged"}',
    values: 'JSON',
    default: '{}',
  },
  {
    key: 'archive',
    text: 'keep all WAL, so that the data of a past moment can be restored into a new server',
    values: CHOICES.archive.join(' | '),
    default: 'off',
  },
  ...Object.entries(TIMINGS).map(([key, { field, text, unit }]) => ({
    key,
    text,
    values: unit,
    default: `${show(unit, PROFILES.fast[field])} (realistic: ${show(unit, PROFILES.realistic[field])})`,
  })),
]

/** Checks what was given with `--set`; all findings at once. */
export function parseLabSettings(
  given: Readonly<Record<string, string>>,
): { readonly value: LabSettings } | { readonly findings: readonly string[] } {
  const findings: string[] = []
  const known = LAB_SETTING_SPECS.map(({ key }) => key)
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) findings.push(`the lab has no setting '${key}'; it has ${known.join(', ')}`)
  }
  const profile = choice('profile', 'fast', given, findings)
  const standby = choice('standby', 'on', given, findings)
  const replication = choice('replication', standby === 'on' ? 'sync' : 'async', given, findings)
  if (standby === 'off' && replication === 'sync') {
    findings.push('replication=sync needs standby=on: without a standby every commit would wait for ever')
  }
  const regions = choice('regions', '1', given, findings) === '2' ? 2 : 1
  if (regions === 2 && standby === 'off') {
    findings.push(
      'regions=2 needs standby=on: within a region the pair takes over, and the other region is for its loss',
    )
  }
  const replicationHoldMs = parse('replication-hold', given['replication-hold'] ?? '0s', 'duration', 0, findings)
  // Of two regions the link between them is held, which is asynchronous always.
  if (replicationHoldMs > 0 && replication === 'sync' && regions === 1) {
    findings.push(
      `replication-hold=${given['replication-hold']} needs replication=async (or regions=2): ` +
        'with a synchronous standby a held link stops every commit, and nothing acknowledged could be lost',
    )
  }
  if (replicationHoldMs > 0 && standby === 'off') {
    findings.push(`replication-hold=${given['replication-hold']} needs standby=on: there is no link to hold`)
  }
  const replacement = choice('replacement', 'on', given, findings)
  const failover = choice('failover', 'automatic', given, findings)
  const promoteUnfenced = choice('promote-unfenced', 'false', given, findings) === 'true'
  const archive = choice('archive', 'off', given, findings)
  const capacity = parse('capacity', given['capacity'] ?? '1', 'count', 1, findings)
  if (capacity > MOST_CAPACITY) findings.push(`capacity=${capacity}: must be at most ${MOST_CAPACITY}`)
  const aws = choice('aws', 'off', given, findings)
  const awsDatabase = choice('aws-database', 'cluster', given, findings)
  const awsCompute = choice('aws-compute', 'ec2', given, findings)
  const awsSpeed = parse('aws-speed', given['aws-speed'] ?? '20', 'count', 1, findings)
  if (awsSpeed > MOST_AWS_SPEED) findings.push(`aws-speed=${awsSpeed}: must be at most ${MOST_AWS_SPEED}`)
  const awsConduct = parseMisbehaviour(given['aws-conduct'] ?? '{}')
  if ('findings' in awsConduct) findings.push(...awsConduct.findings.map((text) => `aws-conduct: ${text}`))
  const timings: ProfileTimings = Object.fromEntries(
    Object.entries(TIMINGS).map(([key, { field, unit, least }]) => {
      const text = given[key]
      return [field, text === undefined ? PROFILES[profile][field] : parse(key, text, unit, least, findings)]
    }),
  ) as Record<TimingKey, number>
  findings.push(...regionFindings(timings))
  if (findings.length > 0 || 'findings' in awsConduct) return { findings }
  return {
    value: {
      profile,
      replication,
      standby,
      replicationHoldMs,
      capacity,
      replacement,
      promoteUnfenced,
      failover,
      regions,
      aws,
      awsSpeed,
      awsDatabase,
      awsCompute,
      awsConduct: awsConduct.value,
      archive,
      ...timings,
    },
  }
}

function choice<Key extends keyof typeof CHOICES>(
  key: Key,
  fallback: (typeof CHOICES)[Key][number],
  given: Readonly<Record<string, string>>,
  findings: string[],
): (typeof CHOICES)[Key][number] {
  const text = given[key] ?? fallback
  const choices: readonly (typeof CHOICES)[Key][number][] = CHOICES[key]
  const found = choices.find((candidate) => candidate === text)
  if (found === undefined) findings.push(`${key}=${text}: write one of ${choices.join(', ')}`)
  return found ?? fallback
}

function parse(key: string, text: string, unit: TimingSpec['unit'], least: number, findings: string[]): number {
  const value = unit === 'duration' ? parseDurationMs(text) : /^\d+$/.test(text) ? Number(text) : undefined
  if (value === undefined) {
    const wanted = unit === 'duration' ? "a duration such as '200ms' or '2s'" : 'a whole number'
    findings.push(`${key}=${text}: write ${wanted}`)
    return least
  }
  if (value < least) findings.push(`${key}=${text}: must be at least ${show(unit, least)}`)
  return value
}
