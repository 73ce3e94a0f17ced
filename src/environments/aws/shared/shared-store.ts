import type { IntendedInjection } from '../../../model/fault.ts'
import { type Handle, RefusedError } from '../../environment.ts'
import type { StorePort } from '../ports/store.ts'

/** Who drills an account, for every machine that wants to. */
export interface SharedLock {
  readonly drillId: string
  readonly host: string
  /** Changes as long as somebody is there: whoever finds it unchanged for long enough finds nobody. */
  readonly beat: number
}

/** An intent as another machine finds it: with all that it takes to undo it. */
export interface SharedIntent {
  readonly handle: Handle
  readonly target: IntendedInjection
}

/**
 * The lock and the intents of an account, in a bucket: on a hosted runner the disk is lost with the machine, and with it the
 * ledger. What is injected is here first.
 *
 * ```
 * <prefix>lock.json                      who drills
 * <prefix>drills/<drill>/<injection>.json   what may be in force
 * ```
 */
export class SharedStore {
  readonly #store: StorePort
  readonly #prefix: string

  constructor(store: StorePort, prefix: string) {
    this.#store = store
    this.#prefix = prefix
  }

  /** @throws RefusedError while another drill has it, or has left something */
  async lock(lock: SharedLock): Promise<void> {
    if (await this.#store.putIfAbsent(this.#lockKey, JSON.stringify(lock))) return
    const holder = await this.holder()
    throw new RefusedError([
      `drill ${holder?.drillId ?? 'unknown'} on ${holder?.host ?? 'an unknown host'} holds the account, or has left ` +
        'something in it: wait for it, or have it undone with `blackstart recover --shared`',
    ])
  }

  /** Says that somebody is there. Not after somebody else has taken the lock away. */
  async renew(lock: SharedLock): Promise<void> {
    if ((await this.holder())?.drillId === lock.drillId) await this.#store.put(this.#lockKey, JSON.stringify(lock))
  }

  async holder(): Promise<SharedLock | undefined> {
    const text = await this.#store.get(this.#lockKey)
    return text === undefined ? undefined : (JSON.parse(text) as SharedLock)
  }

  /** Lets go, unless something of the drill may be left: then nobody drills before it is undone. */
  async release(drillId: string): Promise<void> {
    if ((await this.intents(drillId)).length > 0) return
    if ((await this.holder())?.drillId === drillId) await this.#store.remove(this.#lockKey)
  }

  /** Writes down what is about to be done. A second time it is there already. */
  async intend({ handle, target }: SharedIntent): Promise<void> {
    await this.#store.putIfAbsent(this.#keyOf(target), JSON.stringify({ handle, target }))
  }

  async settle(target: IntendedInjection): Promise<void> {
    await this.#store.remove(this.#keyOf(target))
  }

  /** What may be in force, last first. @param drillId - undefined: of all drills */
  async intents(drillId?: string): Promise<readonly SharedIntent[]> {
    const drills = `${this.#prefix}drills/`
    const keys = await this.#store.keys(drillId === undefined ? drills : `${drills}${drillId}/`)
    const texts = await Promise.all(keys.map((key) => this.#store.get(key)))
    return texts
      .flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as SharedIntent]))
      .toSorted((left, right) => right.target.injectionId - left.target.injectionId)
  }

  get #lockKey(): string {
    return `${this.#prefix}lock.json`
  }

  #keyOf({ drillId, injectionId }: IntendedInjection): string {
    return `${this.#prefix}drills/${drillId}/${injectionId}.json`
  }
}
