import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { inPlaceOf } from '../../../../src/environments/aws/shared/in-place-of.ts'
import { recoverShared } from '../../../../src/environments/aws/shared/recover-shared.ts'
import { STORE_ANSWER_MS } from '../../../../src/environments/aws/ports/store.ts'
import { DEAD_AFTER_MS, GIVE_UP_MS, holdAccount } from '../../../../src/environments/aws/shared/hold.ts'
import { SharedStore } from '../../../../src/environments/aws/shared/shared-store.ts'
import { withSharedIntents } from '../../../../src/environments/aws/shared/with-intents.ts'
import type { Evidence, IntendedInjection } from '../../../../src/model/fault.ts'
import { undoPatiently } from '../../../../src/drill/patient-undo.ts'
import type { FaultPlane, Patience } from '../../../../src/environments/environment.ts'
import { waitFor } from '../../../../src/system/wait.ts'
import { FakeStore } from '../fake-store.ts'

const PLACE = { account: '111122223333', region: 'eu-west-1' }
const target = (injectionId: number, identity: object = PLACE): IntendedInjection =>
  ({
    drillId: 'drill-1',
    injectionId,
    component: `db-${injectionId}`,
    fault: { kind: 'database.failover' },
    identity,
  }) as never
const LOCK = 'b/lock.json'
const DEAD = { drillId: 'drill-1', host: 'gone', beat: 7 }

/** Writes down what is asked of it, and what was in the bucket by then. */
class Plane implements FaultPlane {
  readonly asked: string[] = []
  readonly #store: FakeStore
  holds = true
  patience?: () => Patience

  constructor(store: FakeStore) {
    this.#store = store
  }

  async resolve() {
    return []
  }

  async inject({ injectionId }: IntendedInjection) {
    const written = this.#store.objects.has(`b/drills/drill-1/${injectionId}.json`)
    this.asked.push(`inject ${injectionId}, ${written ? 'written down' : 'not written down'}`)
    return { askedNs: '0', returnedNs: '1' }
  }

  async verify() {
    return this.#says('in force')
  }

  async undo({ injectionId }: IntendedInjection) {
    this.asked.push(`undo ${injectionId}`)
  }

  async undone() {
    return this.#says('gone')
  }

  byHand() {
    return 'aws fis stop-experiment'
  }

  #says(text: string): Evidence {
    return { holds: this.holds, text, observedAtNs: '0' }
  }
}

/** A rescuer who does not wait for what is on its way, unless the test says so. */
function byPlane(plane: Plane, deadAfterMs: number, lateMs = 0) {
  return {
    undo: (intended: IntendedInjection) => undoPatiently(plane, intended, { pauseMs: 1 }),
    byHand: () => plane.byHand(),
    deadAfterMs,
    lateMs,
  }
}

describe('the shared store of an account', () => {
  let bucket: FakeStore
  let store: SharedStore
  let plane: Plane

  beforeEach(() => {
    bucket = new FakeStore()
    store = new SharedStore(bucket, 'b/')
    plane = new Plane(bucket)
  })

  it('lets one drill in, on whatever machine, until it is over', async () => {
    const hold = await holdAccount(store, 'drill-1')
    const refused: unknown = await holdAccount(store, 'drill-2').catch((error: unknown) => error)
    expect((refused as Error).message).to.match(/drill drill-1 on .* recover --shared/)
    await hold.release()
    await (await holdAccount(store, 'drill-2')).release()
    expect([...bucket.objects.keys()]).to.deep.equal([])
  })

  it('holds an intent before anything is done, and until it is confirmed that it is undone', async () => {
    const faults = withSharedIntents(plane, store, await holdAccount(store, 'drill-1'))
    await faults.inject(target(1))
    expect(plane.asked).to.deep.equal(['inject 1, written down'])
    expect(await store.intents('drill-1')).to.have.length(1)
    await faults.confirmed?.(target(1))
    expect(await store.intents('drill-1')).to.have.length(0)
  })

  it('keeps the account closed while something may be left in it', async () => {
    const hold = await holdAccount(store, 'drill-1')
    await withSharedIntents(plane, store, hold).inject(target(1))
    await hold.release()
    expect(await store.holder()).to.include({ drillId: 'drill-1' })
  })

  it('lets another machine undo everything, last first, and opens the account again', async () => {
    await store.lock(DEAD)
    for (const id of [1, 2]) await store.intend(target(id))
    const remainders = await recoverShared(store, byPlane(plane, 1))
    expect(plane.asked, 'once more when nothing can come late').to.deep.equal(['undo 2', 'undo 1', 'undo 2', 'undo 1'])
    expect(remainders.map(({ undone }) => undone)).to.deep.equal([true, true])
    expect([...bucket.objects.keys()]).to.deep.equal([])
  })

  it('says what is left when it cannot be undone, with the command for a person', async () => {
    await store.lock(DEAD)
    await store.intend(target(1))
    plane.holds = false
    const [remainder] = await recoverShared(store, byPlane(plane, 1))
    expect(remainder).to.deep.include({ undone: false, command: 'aws fis stop-experiment' })
    expect(bucket.objects.size).to.equal(2)
  })

  it('undoes what comes late, too, and forgets nothing before that', async () => {
    await store.lock(DEAD)
    await store.intend(target(1))
    const undo = plane.undo.bind(plane)
    plane.undo = async (intended) => {
      await undo(intended)
      plane.holds = true
    }
    const recovered = recoverShared(store, byPlane(plane, 1, 100))
    await waitFor('the first undo', () => plane.asked.length === 1, { timeoutMs: 2_000, everyMs: 1 })
    plane.holds = false
    expect(bucket.objects.has('b/drills/drill-1/1.json')).to.equal(true)
    expect((await recovered).map(({ undone }) => undone)).to.deep.equal([true])
    expect(plane.asked).to.deep.equal(['undo 1', 'undo 1'])
  })

  it('waits for what takes minutes to stop', async () => {
    await store.lock(DEAD)
    await store.intend(target(1))
    plane.holds = false
    plane.patience = () => ({ injectMs: 0, undoMs: 60_000 })
    const undo = plane.undo.bind(plane)
    plane.undo = async (intended) => {
      await undo(intended)
      plane.holds = plane.asked.length >= 6
    }
    const [remainder] = await recoverShared(store, byPlane(plane, 1))
    expect(remainder?.undone).to.equal(true)
  })

  it('leaves a drill alone that lives: its lock goes on changing', async () => {
    await store.lock({ drillId: 'drill-1', host: 'other', beat: 1 })
    await store.intend(target(1))
    const beating = setInterval(() => bucket.put(LOCK, JSON.stringify({ ...DEAD, host: 'other' })), 1)
    const error: unknown = await recoverShared(store, byPlane(plane, 30))
      .catch((thrown: unknown) => thrown)
      .finally(() => clearInterval(beating))
    expect((error as Error).message).to.equal('drill drill-1 is running on other: it ends by itself')
    expect(plane.asked).to.deep.equal([])
  })

  describe('of which the lock is taken away', () => {
    const stranger = (): void => bucket.put(LOCK, JSON.stringify({ drillId: 'drill-2', host: 'other', beat: 0 }))

    it('tells the drill, which does nothing any more, and never writes over it', async () => {
      const hold = await holdAccount(store, 'drill-1', 1)
      stranger()
      expect(await hold.lost).to.match(/the account was taken over/)
      const faults = withSharedIntents(plane, store, hold)
      const error: unknown = await faults.inject(target(1)).catch((thrown: unknown) => thrown)
      expect((error as Error).message).to.match(/the account was taken over/)
      expect(plane.asked).to.deep.equal([])
      await hold.release()
      expect(await store.holder()).to.include({ drillId: 'drill-2' })
    })

    it('injects nothing, also before its next sign of life', async () => {
      const faults = withSharedIntents(plane, store, await holdAccount(store, 'drill-1'))
      stranger()
      const error: unknown = await faults.inject(target(1)).catch((thrown: unknown) => thrown)
      expect([(error as Error).name, plane.asked]).to.deep.equal(['RefusedError', []])
    })
  })

  it('that does not answer any more: the drill ends before anybody may take it for dead', async () => {
    const hold = await holdAccount(store, 'drill-1', 20)
    bucket.onWrite = () => {
      throw new Error('503')
    }
    expect(await hold.lost).to.match(/has not answered for .* may take this drill for dead: Error: 503/)
    await hold.release()
  })

  it('in which something else stands where the intent belongs: nothing is injected', async () => {
    const faults = withSharedIntents(plane, store, await holdAccount(store, 'drill-1'))
    bucket.put('b/drills/drill-1/1.json', JSON.stringify({ target: target(1, { account: '999999999999' }) }))
    const error: unknown = await faults.inject(target(1)).catch((thrown: unknown) => thrown)
    expect((error as Error).message).to.match(/is not what this drill has written: nothing is injected/)
    expect(plane.asked).to.deep.equal([])
  })

  it('is held by whoever undoes: no drill begins meanwhile, and nobody else undoes the same', async () => {
    await store.lock(DEAD)
    await store.intend(target(1))
    const seen: unknown[] = []
    plane.undo = async () => {
      seen.push(await store.holder())
    }
    await recoverShared(store, byPlane(plane, 1))
    expect(seen).to.have.length(2)
    expect(seen[0]).to.include({ drillId: 'recover --shared' })
    expect(bucket.objects.size).to.equal(0)
  })

  describe('where a rescuer comes with the ledger', () => {
    it('stands in the place of its drill meanwhile, and opens the account when nothing is left', async () => {
      await store.lock(DEAD)
      await store.intend(target(1))
      const hold = await inPlaceOf(store, 'drill-1')
      expect(await store.holder())
        .to.include({ drillId: 'drill-1' })
        .and.not.to.include({ host: 'gone' })
      await store.settle(target(1))
      await hold?.release()
      expect(bucket.objects.size).to.equal(0)
    })

    it('is taken where nobody holds it', async () => {
      const hold = await inPlaceOf(store, 'drill-1')
      expect(await store.holder()).to.include({ drillId: 'drill-1' })
      await hold?.release()
    })

    it('is left to whoever holds it by now: the next drill, or somebody who undoes the same', async () => {
      await store.lock({ drillId: 'drill-2', host: 'other', beat: 1 })
      const error: unknown = await inPlaceOf(store, 'drill-1').catch((thrown: unknown) => thrown)
      expect(`${(error as Error).name}: ${(error as Error).message}`).to.match(
        /^RefusedError: 'drill-2' on other holds/,
      )
    })

    it('keeps nobody from undoing where it does not answer', async () => {
      await store.lock(DEAD)
      bucket.onWrite = () => {
        throw new Error('503')
      }
      expect(await inPlaceOf(store, 'drill-1')).to.equal(undefined)
    })
  })

  it('takes a sign of life whose answer was lost for its own', async () => {
    const hold = await holdAccount(store, 'drill-1')
    let lost = 0
    bucket.onWritten = () => {
      if ((lost += 1) === 1) throw new Error('socket hang up')
    }
    const first: unknown = await hold.prove().catch((thrown: unknown) => thrown)
    expect(String(first)).to.match(/socket hang up/)
    await hold.prove()
    await hold.release()
    expect(bucket.objects.size).to.equal(0)
  })

  it('takes a lock whose answer was lost for its own', async () => {
    let lost = 0
    bucket.onWritten = () => {
      if ((lost += 1) === 1) throw new Error('socket hang up')
    }
    const hold = await holdAccount(store, 'drill-1')
    await hold.release()
    expect(bucket.objects.size).to.equal(0)
  })

  it('is given up for before anybody else may take the account, whatever is on its way then', () => {
    expect(GIVE_UP_MS + STORE_ANSWER_MS).to.be.below(DEAD_AFTER_MS)
  })

  it('may fail to answer once: the next sign of life comes at once, and ends nothing', async () => {
    let writes = 0
    bucket.onWrite = () => {
      if ((writes += 1) === 3) throw new Error('503')
    }
    const hold = await holdAccount(store, 'drill-1', 100)
    const lost = await Promise.race([hold.lost, sleep(700, 'nothing was lost')])
    await hold.release()
    expect(lost).to.equal('nothing was lost')
    expect(writes).to.be.above(5)
  })

  it('opens the account though the answer to the last sign of life was lost', async () => {
    const hold = await holdAccount(store, 'drill-1', 20)
    await new Promise<void>((resolve) => {
      bucket.onWritten = () => {
        resolve()
        throw new Error('socket hang up')
      }
    })
    bucket.onWritten = () => {}
    await hold.release()
    expect(bucket.objects.size).to.equal(0)
  })

  it('that hangs is given up for in time, too', async () => {
    const hold = await holdAccount(store, 'drill-1', 20)
    bucket.stalled = new Promise(() => {})
    expect(await hold.lost).to.match(/has not answered for 0\.04 s, and others may take this drill for dead/)
  })

  it('whose lock cannot be read is nobody’s to take: somebody may drill', async () => {
    bucket.put(LOCK, '{"drillId":7}')
    const error: unknown = await recoverShared(store, byPlane(plane, 1)).catch((thrown: unknown) => thrown)
    expect((error as Error).message).to.match(/lock\.json in the shared store is no lock/)
  })

  it('lets one of two rescuers in', async () => {
    await store.lock(DEAD)
    await store.intend(target(1))
    const undo = plane.undo.bind(plane)
    // Both have looked by then.
    plane.undo = (intended) => sleep(100).then(() => undo(intended))
    const outcomes = await Promise.allSettled([
      recoverShared(store, byPlane(plane, 5)),
      recoverShared(store, byPlane(plane, 5)),
    ])
    expect(outcomes.map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected'])
    expect(plane.asked).to.deep.equal(['undo 1', 'undo 1'])
  })

  it('undoes what can be read, and says of the rest that it cannot', async () => {
    await store.lock(DEAD)
    await store.intend(target(1))
    bucket.put('b/drills/drill-1/2.json', '{"target":{"drillId":"drill-1"}}')
    bucket.put('b/drills/drill-1/3.json', JSON.stringify({ target: target(4) }))
    const remainders = await recoverShared(store, byPlane(plane, 1))
    expect(remainders.map(({ undone }) => undone)).to.deep.equal([false, false, true])
    expect(remainders.map(({ text }) => text).join('\n'))
      .to.match(/2\.json in the shared store is no intent \(target\.injectionId: /)
      .and.match(/3\.json in the shared store is no intent \(it is the intent of another place\)/)
    expect(await store.holder(), 'nobody drills before somebody has looked').not.to.equal(undefined)
  })
})
