import { z } from 'zod'
import { DRILLABLE } from './account.ts'
import { AwsError, type Principal } from './call.ts'
import type { Ask } from './iam/ask.ts'
import { allowing } from './iam/evaluate.ts'

const leverStates = ['disengaged', 'engaged', 'engaging'] as const

const valuesSchema = z.union([z.string(), z.array(z.string())])

const policySchema = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Action: z.array(z.string()),
      Resource: z.array(z.string()),
      Condition: z.record(z.string(), z.record(z.string(), valuesSchema)).optional(),
    }),
  ),
})

/** What the endpoints shall do wrong, for tests: as the contract of the endpoints' control address has it. */
const misbehaviourSchema = z.strictObject({
  /** By action: how many of the next calls are throttled. */
  throttle: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Actions that the policy does not allow. */
  deny: z.array(z.string()).optional(),
  /** What `blackstart iam` has printed: nothing else is allowed. @default everything is */
  policies: z.object({ operator: policySchema, fisRole: z.object({ policy: policySchema }).optional() }).optional(),
  /** The account that the caller finds itself in. */
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  /** States of alarms, by name. */
  alarm: z.record(z.string(), z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA'])).optional(),
  safetyLever: z.enum(leverStates).optional(),
  /** An experiment that is stopped never gets past `stopping`. */
  stoppingHangs: z.boolean().optional(),
  /** A failover is accepted and then abandoned. */
  abandonFailover: z.boolean().optional(),
  /** From then on every call is refused with `ExpiredToken`. */
  credentialsExpireAt: z.iso.datetime().optional(),
  /** Experiments run all their actions, whatever mode was asked for. */
  ignoreActionsMode: z.boolean().optional(),
  /** Nothing bears the tag by which drills know what they may hit. */
  untagged: z.boolean().optional(),
  /** Long answers come in pages of so many. */
  pageSize: z.number().int().min(1).optional(),
  /** There is no end to the pages. */
  endlessPages: z.boolean().optional(),
  /** Calls succeed, and nothing happens to the lab. */
  dropEffects: z.boolean().optional(),
})

export type Misbehaviour = z.infer<typeof misbehaviourSchema>

/** What a user has written, with everything that is wrong about it. */
export function parseMisbehaviour(
  json: string,
): { readonly value: Misbehaviour } | { readonly findings: readonly string[] } {
  let written: unknown
  try {
    written = JSON.parse(json)
  } catch (error) {
    return { findings: [`'${json}' is no JSON: ${String(error)}`] }
  }
  const { success, data, error } = misbehaviourSchema.safeParse(written)
  if (success) return { value: data }
  return { findings: error.issues.map(({ path, message }) => [...path, message].join(': ')) }
}

/** A call, as far as it decides whether it is let pass. */
interface PassingCall {
  readonly action: string
  readonly asks: readonly Ask[]
  readonly principal: Principal
}

/** What is asked for now. */
export class Conduct {
  #now: Misbehaviour = {}
  readonly #throttled = new Map<string, number>()

  /** @param first - what is asked for from the start. @default nothing */
  constructor(first: Misbehaviour = {}) {
    this.set(first)
  }

  get now(): Misbehaviour {
    return this.#now
  }

  /** @throws ZodError naming every field that is wrong */
  set(wanted: unknown): void {
    this.#now = misbehaviourSchema.parse(wanted)
    this.#throttled.clear()
    for (const [action, times] of Object.entries(this.#now.throttle ?? {})) this.#throttled.set(action, times)
  }

  /**
   * Lets a call pass, or not.
   *
   * @throws AwsError
   */
  pass({ action, asks, principal }: PassingCall): void {
    const { deny = [], credentialsExpireAt } = this.#now
    if (
      principal === 'operator' &&
      credentialsExpireAt !== undefined &&
      Date.parse(credentialsExpireAt) <= Date.now()
    ) {
      throw new AwsError('ExpiredToken', 'The security token included in the request is expired', 403)
    }
    const left = this.#throttled.get(action) ?? 0
    if (left > 0) {
      this.#throttled.set(action, left - 1)
      throw new AwsError('Throttling', 'Rate exceeded', 400)
    }
    const refused = asks.find((ask) => deny.includes(ask.action)) ?? this.#refusedByPolicy(principal, asks)
    if (refused === undefined) return
    const { action: missing, resource } = refused
    const message = `User is not authorized to perform: ${missing} on resource: ${resource} because no identity-based policy allows the ${missing} action`
    throw new AwsError(action.startsWith('ec2:') ? 'UnauthorizedOperation' : 'AccessDenied', message, 403)
  }

  #refusedByPolicy(principal: Principal, asks: readonly Ask[]): Ask | undefined {
    const { policies } = this.#now
    if (policies === undefined) return undefined
    const { Statement: statements = [] } = (principal === 'fis' ? policies.fisRole?.policy : policies.operator) ?? {}
    return asks.find((ask) => allowing(statements, ask).length === 0)
  }

  /** An answer as it is told. */
  told<Answer>(answer: Answer): Answer {
    return this.#now.untagged === true ? (withoutOptIn(answer) as Answer) : answer
  }
}

function withoutOptIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isOptIn(item)).map(withoutOptIn)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutOptIn(inner)]))
}

function isOptIn(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false
  // ECS writes its tags in small letters.
  const { Key, key } = item as { readonly Key?: unknown; readonly key?: unknown }
  return (Key ?? key) === DRILLABLE.Key
}
