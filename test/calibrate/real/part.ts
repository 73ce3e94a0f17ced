import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { identify, type ProcessIdentity } from '../../../src/system/identity.ts'
import { type ClockBracket, now } from './outage.ts'

/** A process that is broken on purpose: it must not share the clock of its truth with a garbage collection of ours. */
export class Part {
  readonly identity: ProcessIdentity
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #calls = 0

  private constructor(child: ChildProcess, identity: ProcessIdentity) {
    this.#child = child
    this.identity = identity
    child.on('message', (message) => {
      const { call, result } = message as { readonly call: number; readonly result: unknown }
      this.#waiting.get(call)?.resolve(result)
      this.#waiting.delete(call)
    })
    child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the process that is broken on purpose ended'))
    })
  }

  /** Starts a file that {@link serveCalls}. */
  static start(file: string): Part {
    const child = fork(file)
    const identity = child.pid === undefined ? undefined : identify(child.pid)
    if (identity === undefined) throw new Error(`${file} could not be started`)
    return new Part(child, identity)
  }

  ask<Result>(method: string, params?: unknown): Promise<Result> {
    const call = this.#calls++
    const answer = Promise.withResolvers<unknown>()
    this.#waiting.set(call, answer)
    this.#child.send({ call, method, params })
    return answer.promise as Promise<Result>
  }

  /** It ends when the channel to it closes. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    if (this.#child.connected) this.#child.disconnect()
    await exited
  }
}

/** How often a part looks whether it runs, and from which gap on it did not, in milliseconds. */
const [LOOK_EVERY_MS, STALLED_AFTER_MS] = [5, 25]

/** The other end of {@link Part}; the process ends with its parent, and answers `stalls` by itself. */
export function serveCalls(methods: Readonly<Record<string, (params: never) => unknown>>): void {
  const stalls: ClockBracket[] = []
  let lookedAt = now()
  setInterval(() => {
    const lo = lookedAt
    lookedAt = now()
    if (Number(BigInt(lookedAt) - BigInt(lo)) > STALLED_AFTER_MS * 1e6) stalls.push({ lo, hi: lookedAt })
  }, LOOK_EVERY_MS)
  process.once('disconnect', () => process.exit(0))
  process.on('message', (message) => {
    const { call, method, params } = message as {
      readonly call: number
      readonly method: string
      readonly params: never
    }
    const result = method === 'stalls' ? stalls : methods[method]?.(params)
    void Promise.resolve(result).then((settled) => process.send?.({ call, result: settled }))
  })
}
