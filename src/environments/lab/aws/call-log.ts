import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Principal } from './call.ts'
import type { Ask } from './iam/ask.ts'

/** One call, as the drills hold it against the policy that they print. */
export interface CallRecord {
  /** ISO 8601. */
  readonly at: string
  readonly service: string
  readonly operation: string
  /** As a policy names it. */
  readonly action: string
  /** ARNs of what it named; `*` where it named nothing in particular. */
  readonly resources: readonly string[]
  /** What IAM was asked about it: it is allowed when a policy answers each of these with yes. */
  readonly asks: readonly Ask[]
  readonly region: string
  readonly principal: Principal
  readonly status: number
  readonly error?: string
}

/** Every call that was made, in the order of the answers. */
export class CallLog {
  #calls: CallRecord[] = []
  readonly #file: string | undefined

  /** @param file - takes every call, too, one JSON object a line: what was said to the endpoints outlives them. @default none */
  constructor(file?: string) {
    this.#file = file
    if (file !== undefined) mkdirSync(dirname(file), { recursive: true })
  }

  get calls(): readonly CallRecord[] {
    return this.#calls
  }

  add(call: CallRecord): void {
    this.#calls.push(call)
    if (this.#file === undefined) return
    try {
      appendFileSync(this.#file, `${JSON.stringify(call)}\n`)
    } catch {
      // A full disk: the record says less, and the call is answered all the same.
    }
  }

  forget(): void {
    this.#calls = []
  }
}
