import type { Fault, ResolvedTarget } from '../../../model/fault.ts'
import { specIn } from '../faults/experiment.ts'
import type { ExperimentSpec } from '../faults/experiment.ts'

/** What would be asked of AWS where FIS is not asked: which call, and on what. */
interface Direct {
  readonly call: (target: ResolvedTarget) => string
  readonly hit: (target: ResolvedTarget) => string
  /** @default as its reversal says */
  readonly ends?: string
}

const DIRECT: Readonly<Partial<Record<Fault['kind'], Direct>>> = {
  'database.failover': {
    hit: ({ identity }) => String(identity['arn']),
    call: ({ identity: { kind, database, to } }) =>
      kind === 'cluster'
        ? `rds FailoverDBCluster ${database}, to ${to}`
        : `rds RebootDBInstance ${database} with ForceFailover (no crash: nobody has to detect anything)`,
    ends: 'by itself: the members have changed their roles, and are as good as before',
  },
  'database.kill': {
    hit: ({ identity }) => String(identity['arn']),
    call: ({ identity }) => `SQL, to ${identity['writer']}: select aurora_inject_crash('instance')`,
  },
  'instance.terminate': {
    hit: ({ identity }) => String(identity['task'] ?? identity['instance']),
    call: ({ identity }) =>
      'task' in identity
        ? `ecs StopTask ${identity['task']} (an orderly end: a load balancer lets go of it first)`
        : `ec2 TerminateInstances ${identity['instance']}`,
  },
  'dns.failover': {
    hit: ({ identity }) => `health check ${identity['healthCheck']}`,
    call: ({ identity }) => `route53 UpdateHealthCheck ${identity['healthCheck']}, Inverted=true`,
  },
  fis: {
    hit: ({ alsoHits = [] }) =>
      `${alsoHits.join(', ') || 'none of the components that bear the tag'}, by its own targets`,
    call: ({ identity }) => `FIS: a preview, then your experiment template ${identity['template']}`,
  },
}

const ENDS = {
  inverse: 'when it is undone',
  expires: 'when it is stopped, and by itself at its duration, in whole minutes',
  'replaced-by-system': 'by itself: the system replaces it',
  'discard-environment': 'with the environment',
} as const

/** One target of a plan: what it is, what is hit, by which call, and how that ends. */
export function targetLines(target: ResolvedTarget): string[] {
  const spec = specIn(target)
  const direct = DIRECT[target.fault.kind]
  return [
    `Target       ${target.component}: ${target.precondition}`,
    `  hit        ${spec === undefined ? (direct?.hit(target) ?? target.component) : arnsOf(spec).join(', ')}`,
    `  by         ${spec === undefined ? (direct?.call(target) ?? target.fault.kind) : callsOf(spec)}`,
    `  ends       ${direct?.ends ?? (typeof target.reversal === 'string' ? ENDS[target.reversal] : target.reversal.none)}`,
  ]
}

function arnsOf({ targets }: ExperimentSpec): string[] {
  return Object.values(targets).flatMap(({ resourceArns }) => resourceArns)
}

function callsOf({ actions }: ExperimentSpec): string {
  const calls = Object.values(actions).map(({ actionId, parameters = {} }) =>
    [actionId, ...Object.entries(parameters).map((pair) => pair.join('='))].join(' '),
  )
  return `FIS: a preview, then ${calls.join('; ')}`
}
