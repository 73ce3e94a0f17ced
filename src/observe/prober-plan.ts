import type { ProbeSpec, ProberPlan } from '../model/probe.ts'
import { variablesOf } from './variables.ts'

/** The prober was given something that it cannot measure with. */
export class ProberPlanError extends Error {
  override readonly name = 'ProberPlanError'
  readonly findings: readonly string[]

  constructor(findings: readonly string[], options?: ErrorOptions) {
    super(`the plan of the prober cannot be used:\n${findings.map((finding) => `- ${finding}`).join('\n')}`, options)
    this.findings = findings
  }
}

/**
 * Reads a plan from its line of JSON.
 *
 * @throws ProberPlanError with all findings at once
 */
export function parseProberPlan(line: string): ProberPlan {
  let plan: ProberPlan
  try {
    plan = JSON.parse(line) as ProberPlan
  } catch (cause) {
    throw new ProberPlanError(['the first line on standard input must be the plan, as JSON'], { cause })
  }
  const findings = checkProberPlan(plan)
  if (findings.length > 0) throw new ProberPlanError(findings)
  return plan
}

/** What would make the measurement of these streams wrong; empty when nothing would. */
function checkProberPlan({ streams }: ProberPlan): readonly string[] {
  if (!Array.isArray(streams) || streams.length === 0) return ['streams: there are none; give at least one']
  const specs = streams as readonly ProbeSpec[]
  return specs.flatMap((spec, index) => [
    ...(specs.findIndex(({ id }) => id === spec.id) === index ? [] : [`streams: the id '${spec.id}' appears twice`]),
    ...checkStream(spec),
  ])
}

/** Findings about one stream. */
export function checkStream(spec: ProbeSpec): readonly string[] {
  const { id, kind, connection, intervalMs, timeoutMs, inFlightCap, stalenessMs = 0 } = spec
  const findings: string[] = []
  const check = (holds: boolean, text: string): void => {
    if (!holds) findings.push(`stream '${id}': ${text}`)
  }
  check(kind === 'read' || kind === 'write', `kind is '${kind}'; use 'read' or 'write'`)
  check(connection === 'fresh' || connection === 'pooled', `connection is '${connection}'; use 'fresh' or 'pooled'`)
  check(intervalMs > 0, `intervalMs is ${intervalMs}; it must be above 0`)
  check(timeoutMs > 0, `timeoutMs is ${timeoutMs}; it must be above 0`)
  check(stalenessMs >= 0, `stalenessMs is ${stalenessMs}; it must not be negative`)
  const needed = Math.ceil(timeoutMs / intervalMs)
  check(
    inFlightCap >= needed,
    `inFlightCap is ${inFlightCap}; a full outage needs ${needed} (timeout / interval), or slots are shed`,
  )
  if (spec.protocol === 'http') {
    check(isHttpUrl(spec.baseUrl), `baseUrl is '${spec.baseUrl}'; use an address like https://127.0.0.1:8443`)
  } else if (spec.protocol === 'net') {
    check(spec.host !== '', 'host is empty; give a name or an address')
    check(spec.port > 0 && spec.port < 65_536, `port is ${spec.port}; give one from 1 to 65535`)
  } else {
    check(URL.canParse(spec.url), `url is '${spec.url}'; use an address like postgres://user@127.0.0.1:5432/database`)
  }
  for (const name of variablesOf([spec])) check((process.env[name] ?? '') !== '', `${name} is not in the environment`)
  return findings
}

function isHttpUrl(text: string): boolean {
  const protocol = URL.parse(text)?.protocol
  return protocol === 'http:' || protocol === 'https:'
}
