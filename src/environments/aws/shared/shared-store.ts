import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { IntendedInjection } from '../../../model/fault.ts'
import { RefusedError } from '../../environment.ts'
import type { StorePort, Version } from '../ports/store.ts'
import { type SharedIntent, readIntent } from './shared-intent.ts'

/** Who drills an account, for every machine that wants to. */
export interface SharedLock {
  readonly drillId: string
  readonly host: string
  /** Changes as long as somebody is there: whoever finds it unchanged for long enough finds nobody. */
  readonly beat: number
}

const lockSchema = z.object({ drillId: z.string().min(1), host: z.string(), beat: z.number() })

/** A lock as it stands in the store. */
export interface HeldLock extends SharedLock {
  readonly version: Version
}

/** What stands where an intent should be. */
export interface UnreadableIntent {
  readonly key: string
  readonly unreadable: string
}

/**
 * The lock and the intents of an account, in a bucket: on a hosted runner the disk is lost with the machine, and with it the
 * ledger. What is injected is here first. Nothing is written over what somebody else has written.
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
  async lock(lock: SharedLock): Promise<HeldLock> {
    const version = await this.#store.putIfAbsent(this.#lockKey, JSON.stringify(lock))
    if (version !== undefined) return { ...lock, version }
    const holder = await this.holder()
    if (holder !== undefined && isSame(holder, lock)) return holder
    throw new RefusedError([
      `drill ${holder?.drillId ?? 'unknown'} on ${holder?.host ?? 'an unknown host'} holds the account, or has left ` +
        'something in it: wait for it, or have it undone with `blackstart recover --shared`',
    ])
  }

  /** Puts a lock in the place of exactly that one. @returns undefined when it is not that one any more */
  async replace({ version }: HeldLock, lock: SharedLock): Promise<HeldLock | undefined> {
    const next = await this.#store.replace(this.#lockKey, JSON.stringify(lock), version)
    if (next !== undefined) return { ...lock, version: next }
    // It may have been written at the time before, and the answer was lost: then it is ours all the same.
    const holder = await this.holder()
    return holder !== undefined && isSame(holder, lock) ? holder : undefined
  }

  async holder(): Promise<HeldLock | undefined> {
    const found = await this.#store.get(this.#lockKey)
    return found === undefined ? undefined : { ...this.#read(found.text), version: found.version }
  }

  /** @throws RefusedError when it is no lock */
  #read(text: string): SharedLock {
    try {
      return lockSchema.parse(JSON.parse(text))
    } catch (error) {
      const what = `${this.#lockKey} in the shared store is no lock, and nobody can tell whether somebody drills: look at it`
      throw new RefusedError([what], { cause: error })
    }
  }

  /** Lets go, unless something may be left: then nobody drills before it is undone. */
  async release({ version }: HeldLock): Promise<void> {
    if ((await this.#keys()).length === 0) await this.#store.remove(this.#lockKey, version)
  }

  /**
   * Writes down what is about to be done. A second time it is there already.
   *
   * @throws RefusedError when something else is there
   */
  async intend(target: IntendedInjection): Promise<void> {
    const intent: SharedIntent = { target }
    const text = JSON.stringify(intent)
    const key = this.#keyOf(target)
    if ((await this.#store.putIfAbsent(key, text)) !== undefined) return
    const found = await this.#store.get(key)
    if (found !== undefined && isDeepStrictEqual(JSON.parse(found.text), JSON.parse(text))) return
    throw new RefusedError([`${key} in the shared store is not what this drill has written: nothing is injected`])
  }

  async settle(target: IntendedInjection): Promise<void> {
    await this.#store.remove(this.#keyOf(target))
  }

  /** What may be in force, last first, and what cannot be read. @param drillId - undefined: of all drills */
  async intents(drillId?: string): Promise<readonly (SharedIntent | UnreadableIntent)[]> {
    const found = await Promise.all((await this.#keys(drillId)).map((key) => this.#intent(key)))
    return found.flat().toSorted((left, right) => numberOf(right) - numberOf(left))
  }

  async #intent(key: string): Promise<(SharedIntent | UnreadableIntent)[]> {
    const found = await this.#store.get(key)
    if (found === undefined) return []
    const intent = readIntent(found.text)
    if ('unreadable' in intent) return [{ key, ...intent }]
    return key === this.#keyOf(intent.target) ? [intent] : [{ key, unreadable: 'it is the intent of another place' }]
  }

  #keys(drillId?: string): Promise<readonly string[]> {
    return this.#store.keys(`${this.#prefix}drills/${drillId === undefined ? '' : `${drillId}/`}`)
  }

  get #lockKey(): string {
    return `${this.#prefix}lock.json`
  }

  #keyOf({ drillId, injectionId }: Pick<IntendedInjection, 'drillId' | 'injectionId'>): string {
    return `${this.#prefix}drills/${drillId}/${injectionId}.json`
  }
}

/** What one machine writes no other one does: ids of drills are not given twice, and rescuers count from a random number. */
function isSame(one: SharedLock, other: SharedLock): boolean {
  return one.drillId === other.drillId && one.host === other.host && one.beat === other.beat
}

/** What cannot be read comes first: it may be the latest. */
function numberOf(intent: SharedIntent | UnreadableIntent): number {
  return 'unreadable' in intent ? Number.POSITIVE_INFINITY : intent.target.injectionId
}
