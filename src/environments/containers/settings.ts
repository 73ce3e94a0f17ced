import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { MASK } from '../../system/secrets.ts'
import { formatMs, parseDurationMs } from '../../model/duration.ts'
import type { CanarySettings } from '../../scenario/config.ts'
import type { SettingSpec, TeamConfiguration } from '../environment.ts'
import { bundledStack } from './bundled.ts'

/** What a drill in containers rests on. */
export interface ContainersSettings {
  /** Absolute paths of the compose files; later ones are laid over earlier ones. */
  readonly compose: readonly string[]
  /** Image of the helper that crashes processes and cuts networks. */
  readonly hands: string
  /** d: how often each stream probes, in milliseconds. */
  readonly everyMs: number
  /** t: when a probe gives up, in milliseconds. */
  readonly timeoutMs: number
  /** How long the stack may take until it serves, in milliseconds. */
  readonly startTimeoutMs: number
  /** What the stack may share with others: keys of volumes and networks, `<service>:<path>` of folders of the host. */
  readonly shared: readonly string[]
  /** On which address of the engine's host ports are published; undefined: loopback, where the engine is this machine's. */
  readonly bind?: string
  /** Variables of the compose file, given as `env.NAME=value`. */
  readonly variables: Readonly<Record<string, string>>
  readonly canary: CanarySettings
  /** Names of variables whose values stand in no record. */
  readonly secrets: readonly string[]
}

/** Tells the compose file who recovers the databases. */
export const FAILOVER = 'BLACKSTART_FAILOVER'

const HANDS_IMAGE = 'blackstart-hands'

const SPECS: readonly SettingSpec[] = [
  {
    key: 'compose',
    text: 'the compose file of the system; several are laid over each other',
    values: 'path, or paths with commas between them',
    default: "Blackstart's sample stack",
  },
  {
    key: 'hands',
    text: 'image of the helper that crashes processes and cuts networks (sh, kill, nsenter, nft, tc, blackstart-relay)',
    values: 'image',
    default: HANDS_IMAGE,
  },
  {
    key: 'every',
    text: 'how often each stream probes',
    values: 'duration',
    default: '20ms (of your own stack: 100ms)',
  },
  { key: 'timeout', text: 'when a probe gives up', values: 'duration', default: '1s' },
  { key: 'start-timeout', text: 'how long the stack may take until it serves', values: 'duration', default: '2m' },
  {
    key: 'failover',
    text: 'who recovers the databases; your compose file gets it as BLACKSTART_FAILOVER',
    values: 'automatic, manual',
    default: 'automatic; manual where a runbook recovers',
  },
  {
    key: 'shared',
    text: 'what the stack may use that is not made for the drill (external volumes and networks, folders of the host)',
    values: 'names, with commas between them',
    default: 'nothing',
  },
  {
    key: 'bind',
    text: "the address of the engine's host on which ports are published",
    values: 'IP address',
    default: 'loopback; of an engine on another host it must be said',
  },
  {
    key: 'env.NAME',
    text: 'a variable of the compose file',
    values: 'text',
    default: 'the environment of this process',
  },
]

/** By these compose would be led to another engine, or to other files, than the drill that looks after its stack. */
const LEADS_ELSEWHERE = /^(DOCKER_|COMPOSE_(?!PROFILES$))/

const VARIABLE = /^env\.([A-Za-z_]\w*)$/

export const CONTAINERS_SETTING_SPECS = SPECS

/** Checks what was given with `--set`; all findings at once. */
export function parseContainersSettings(
  given: Readonly<Record<string, string>>,
  { folder, canary, secrets = [] }: TeamConfiguration,
): { readonly value: ContainersSettings } | { readonly findings: readonly string[] } {
  const findings: string[] = []
  const known = SPECS.map(({ key }) => key).filter((key) => key !== 'env.NAME')
  const variables: Record<string, string> = {}
  for (const [key, value] of Object.entries(given)) {
    const variable = VARIABLE.exec(key)?.[1]
    if (variable !== undefined && LEADS_ELSEWHERE.test(variable)) {
      findings.push(
        `env.${variable}: it speaks to docker and compose, not to your compose file; set it where you call blackstart`,
      )
    } else if (variable !== undefined) variables[variable] = value
    else if (!known.includes(key)) {
      findings.push(`'containers' has no setting '${key}'; it has ${SPECS.map((spec) => spec.key).join(', ')}`)
    }
  }
  const failover = given['failover'] ?? 'automatic'
  if (failover !== 'automatic' && failover !== 'manual') {
    findings.push(`failover=${failover}: write 'automatic' or 'manual'`)
  }
  const bundled = given['compose'] === undefined
  const duration = (key: string, fallback: string): number => {
    const text = given[key] ?? fallback
    const ms = parseDurationMs(text)
    if (ms !== undefined && ms > 0) return ms
    findings.push(`${key}=${text}: write a duration such as '200ms' or '2s'`)
    return 1
  }
  const everyMs = duration('every', bundled ? '20ms' : '100ms')
  const timeoutMs = duration('timeout', '1s')
  const startTimeoutMs = duration('start-timeout', '2m')
  if (timeoutMs < everyMs) {
    findings.push(`timeout=${formatMs(timeoutMs)}: must not be shorter than every=${formatMs(everyMs)}`)
  }
  const { bind } = given
  if (bind !== undefined && isIP(bind) === 0) findings.push(`bind=${bind}: write an IP address, such as 10.0.0.7`)
  if (!bundled && listIn(given['compose'] ?? '').length === 0) findings.push('compose=: name a compose file')
  if (findings.length > 0) return { findings }
  return {
    value: {
      compose: bundled ? [bundledStack().compose] : listIn(given['compose'] ?? '').map((file) => resolve(folder, file)),
      hands: given['hands'] ?? HANDS_IMAGE,
      everyMs,
      timeoutMs,
      startTimeoutMs,
      shared: listIn(given['shared'] ?? ''),
      ...(bind === undefined ? {} : { bind }),
      variables: { [FAILOVER]: failover, ...variables },
      secrets,
      canary: bundled ? bundledStack().canary : canary,
    },
  }
}

/** The settings without the values of variables: a compose file gets its passwords by them. Pure. */
export function recordedContainersSettings(settings: ContainersSettings): ContainersSettings {
  const shown = Object.entries(settings.variables).map(([name, value]) => [name, name === FAILOVER ? value : MASK])
  return { ...settings, variables: Object.fromEntries(shown) as Record<string, string> }
}

function listIn(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
