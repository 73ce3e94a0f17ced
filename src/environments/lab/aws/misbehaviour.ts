import { z } from 'zod'
import { AwsError, type Call } from './call.ts'

const leverStates = ['disengaged', 'engaged', 'engaging'] as const

/** What the endpoints shall do wrong, for tests: as the contract of the endpoints' control address has it. */
const misbehaviourSchema = z.strictObject({
  /** By action: how many of the next calls are throttled. */
  throttle: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Actions that the policy does not allow. */
  deny: z.array(z.string()).optional(),
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
  /** Calls succeed, and nothing happens to the lab. */
  dropEffects: z.boolean().optional(),
})

export type Misbehaviour = z.infer<typeof misbehaviourSchema>

/** What is asked for now; at first, nothing. */
export class Conduct {
  #now: Misbehaviour = {}
  readonly #throttled = new Map<string, number>()

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
   * @param action - for example `rds:FailoverDBCluster`
   * @throws AwsError
   */
  pass(action: string, { principal }: Pick<Call, 'principal'>): void {
    const { deny, credentialsExpireAt } = this.#now
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
    if (deny?.includes(action) === true) {
      const message = `User is not authorized to perform: ${action} because no identity-based policy allows the action`
      throw new AwsError(action.startsWith('ec2:') ? 'UnauthorizedOperation' : 'AccessDenied', message, 403)
    }
  }
}
