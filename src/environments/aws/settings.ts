import { formatMs, parseDurationMs } from '../../model/duration.ts'
import type { AwsConfig, AwsTag } from '../../scenario/aws-types.ts'
import type { CanarySettings } from '../../scenario/config.ts'
import type { SettingSpec, TeamConfiguration } from '../environment.ts'

/** What a drill on AWS rests on. Names only: it stands in the record. */
export interface AwsSettings {
  readonly region: string
  readonly profile?: string
  readonly accounts: readonly string[]
  readonly optInTag: AwsTag
  readonly protectedTags: readonly AwsTag[]
  /** The region to which a lost one fails over, where there is one. */
  readonly secondRegion?: string
  readonly customers: string
  /** Whose answer of the DNS is watched. */
  readonly record?: NonNullable<AwsConfig['record']>
  readonly sqlEnv?: string
  readonly alarms: readonly string[]
  readonly expectedTargets?: readonly string[]
  readonly fisRole?: string
  readonly sharedStore?: { readonly bucket: string; readonly prefix: string; readonly region?: string }
  readonly prices?: NonNullable<AwsConfig['prices']>
  /** Who is asked for a failover: RDS itself, or FIS. */
  readonly via: Via
  /** d: how often each stream probes, in milliseconds. */
  readonly everyMs: number
  /** t: when a probe gives up, in milliseconds. */
  readonly timeoutMs: number
  /** How often the control plane is asked what it did, in milliseconds. */
  readonly pollMs: number
  /** How long an experiment of FIS may take to end, until a person is called, in milliseconds. */
  readonly undoMs: number
  /** How long AWS may take to show what it has begun, in milliseconds. @default as long as each service may */
  readonly shownWithinMs?: number
  /** How finely metrics are asked for, in milliseconds. */
  readonly metricPeriodMs: number
  readonly canary: CanarySettings
  /** Where the writer takes SQL, where that is no secret. Set by `aws-lab` alone, as {@link endpoint} is. */
  readonly sqlUrl?: string
  /** Stands in for AWS; loopback only. Set by `aws-lab` alone: no user's setting leads here. */
  readonly endpoint?: string
}

/** RDS's metrics are kept by the minute. */
const METRIC_PERIOD_MS = 60_000

const LEAST_POLL_MS = 500

/** AWS puts back instances and network ACLs, each within minutes, before it says that an experiment has stopped. */
export const DEFAULT_UNDO = '5m'

const VIAS = ['rds', 'fis'] as const
export type Via = (typeof VIAS)[number]

export const DEFAULT_OPT_IN: AwsTag = { key: 'blackstart:drillable', value: 'true' }
export const DEFAULT_PREFIX = 'blackstart/'

export const AWS_SETTING_SPECS: readonly SettingSpec[] = [
  { key: 'via', text: 'who is asked for a failover: RDS itself, or FIS', values: VIAS.join('|'), default: 'rds' },
  { key: 'every', text: 'how often each stream probes', values: 'duration', default: '100ms' },
  { key: 'timeout', text: 'when a probe gives up', values: 'duration', default: '2s' },
  { key: 'poll', text: 'how often the control plane is asked what it did', values: 'duration', default: '1s' },
  {
    key: 'undo',
    text: 'how long FIS may take to end and to put back what it did, until a person is called',
    values: 'duration',
    default: DEFAULT_UNDO,
  },
]

type Parsed<Value> = { readonly value: Value } | { readonly findings: readonly string[] }

/** What a user may say beside the configuration. */
export type AwsOptions = Pick<AwsSettings, 'via' | 'everyMs' | 'timeoutMs' | 'pollMs' | 'undoMs'>

/** Checks what was given with `--set`; all findings at once. */
export function parseAwsOptions(
  given: Readonly<Record<string, string>>,
  environment: string,
  defaults: Readonly<Record<string, string>> = {},
): Parsed<AwsOptions> {
  const findings: string[] = []
  const specs = new Map(AWS_SETTING_SPECS.map((spec) => [spec.key, spec.default]))
  for (const key of Object.keys(given)) {
    if (!specs.has(key))
      findings.push(`'${environment}' has no setting '${key}'; it has ${[...specs.keys()].join(', ')}`)
  }
  const textOf = (key: string): string => given[key] ?? defaults[key] ?? specs.get(key) ?? ''
  const duration = (key: string): number => {
    const ms = parseDurationMs(textOf(key))
    if (ms !== undefined && ms > 0) return ms
    findings.push(`${key}=${textOf(key)}: write a duration such as '200ms' or '2s'`)
    return 1
  }
  const via = VIAS.find((word) => word === textOf('via'))
  if (via === undefined) findings.push(`via=${textOf('via')}: use ${VIAS.join(' or ')}`)
  const options = {
    via: via ?? 'rds',
    everyMs: duration('every'),
    timeoutMs: duration('timeout'),
    pollMs: duration('poll'),
    undoMs: duration('undo'),
  }
  if (findings.length === 0 && options.timeoutMs < options.everyMs) {
    findings.push(`timeout=${formatMs(options.timeoutMs)}: must not be shorter than every=${formatMs(options.everyMs)}`)
  }
  return findings.length > 0 ? { findings } : { value: options }
}

/** The settings of a drill in a team's account; all findings at once. */
export function parseAwsSettings(
  given: Readonly<Record<string, string>>,
  { aws, canary }: TeamConfiguration,
): Parsed<AwsSettings> {
  const options = parseAwsOptions(given, 'aws')
  if (aws === undefined) {
    const missing =
      'environments.aws is not in blackstart.config.ts, or there is no such file: say which region and which accounts may be drilled, ' +
      'which alarms guard them, and the address of the customers (docs/aws.md has an example)'
    return { findings: [missing, ...('findings' in options ? options.findings : [])] }
  }
  if ('findings' in options) return options
  const findings = contradictionsIn(aws, options.value)
  if (findings.length > 0) return { findings }
  return { value: { ...fromConfig(aws), ...options.value, metricPeriodMs: METRIC_PERIOD_MS, canary } }
}

/** What each field by itself does not show. */
function contradictionsIn({ region, secondRegion, accounts, fisRole }: AwsConfig, { pollMs }: AwsOptions): string[] {
  const roleOf = fisRole?.split(':')[4]
  return [
    ...(secondRegion === region ? [`environments.aws.secondRegion: is ${region} itself; name another region`] : []),
    ...(roleOf === undefined || accounts.includes(roleOf)
      ? []
      : [`environments.aws.fisRole: is of account ${roleOf}, which is not among accounts`]),
    // Whoever fails over by hand needs the same quota of questions.
    ...(pollMs < LEAST_POLL_MS
      ? [`poll=${formatMs(pollMs)}: an account is asked every ${formatMs(LEAST_POLL_MS)} at most`]
      : []),
  ]
}

function fromConfig(aws: AwsConfig): Omit<AwsSettings, keyof AwsOptions | 'canary' | 'metricPeriodMs'> {
  const { settings: _settings, sharedStore, optInTag, protectedTags, ...rest } = aws
  return {
    ...rest,
    optInTag: optInTag ?? DEFAULT_OPT_IN,
    protectedTags: protectedTags ?? [],
    ...(sharedStore === undefined
      ? {}
      : { sharedStore: { ...sharedStore, prefix: sharedStore.prefix ?? DEFAULT_PREFIX } }),
  }
}
