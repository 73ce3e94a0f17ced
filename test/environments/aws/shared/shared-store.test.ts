import { expect } from 'chai'
import { recoverShared } from '../../../../src/environments/aws/shared/recover-shared.ts'
import { holdAccount } from '../../../../src/environments/aws/shared/hold.ts'
import { SharedStore } from '../../../../src/environments/aws/shared/shared-store.ts'
import { withSharedIntents } from '../../../../src/environments/aws/shared/with-intents.ts'
import type { Evidence, IntendedInjection } from '../../../../src/model/fault.ts'
import type { FaultPlane, Handle } from '../../../../src/environments/environment.ts'
import { FakeStore } from '../fake-store.ts'

const HANDLE: Handle = { environment: 'aws', bootId: 'b', data: {} }
const target = (injectionId: number): IntendedInjection =>
  ({ drillId: 'drill-1', injectionId, component: `db-${injectionId}`, fault: { kind: 'database.failover' } }) as never

/** Writes down what is asked of it, and what was in the bucket by then. */
class Plane implements FaultPlane {
  readonly asked: string[] = []
  readonly #store: FakeStore
  holds = true

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

  it('holds an intent before anything is done, and until it is proven undone', async () => {
    const faults = withSharedIntents(plane, store, HANDLE)
    await faults.inject(target(1))
    expect(plane.asked).to.deep.equal(['inject 1, written down'])
    plane.holds = false
    await faults.undone(target(1))
    expect(await store.intents('drill-1')).to.have.length(1)
    plane.holds = true
    await faults.undone(target(1))
    expect(await store.intents('drill-1')).to.have.length(0)
  })

  it('keeps the account closed while something may be left in it', async () => {
    const hold = await holdAccount(store, 'drill-1')
    await withSharedIntents(plane, store, HANDLE).inject(target(1))
    await hold.release()
    expect(await store.holder()).to.include({ drillId: 'drill-1' })
  })

  it('lets another machine undo everything, last first, and opens the account again', async () => {
    await store.lock({ drillId: 'drill-1', host: 'gone', beat: 7 })
    for (const id of [1, 2]) await store.intend({ handle: HANDLE, target: target(id) })
    const remainders = await recoverShared(store, plane, 1)
    expect(plane.asked).to.deep.equal(['undo 2', 'undo 1'])
    expect(remainders.map(({ undone }) => undone)).to.deep.equal([true, true])
    expect([...bucket.objects.keys()]).to.deep.equal([])
  })

  it('says what is left when it cannot be undone, with the command for a person', async () => {
    await store.lock({ drillId: 'drill-1', host: 'gone', beat: 7 })
    await store.intend({ handle: HANDLE, target: target(1) })
    plane.holds = false
    const [remainder] = await recoverShared(store, plane, 1)
    expect(remainder).to.deep.include({ undone: false, command: 'aws fis stop-experiment' })
    expect(bucket.objects.size).to.equal(2)
  })

  it('leaves a drill alone that lives: its lock goes on changing', async () => {
    await store.lock({ drillId: 'drill-1', host: 'other', beat: 1 })
    await store.intend({ handle: HANDLE, target: target(1) })
    let looks = 0
    const beating = new SharedStore(
      Object.assign(Object.create(bucket) as FakeStore, {
        get: async (key: string) => {
          const text = await bucket.get(key)
          return key.endsWith('lock.json') ? text?.replace('"beat":1', `"beat":${++looks}`) : text
        },
      }),
      'b/',
    )
    const error: unknown = await recoverShared(beating, plane, 1).catch((thrown: unknown) => thrown)
    expect((error as Error).message).to.equal('drill drill-1 is running on other: it ends by itself')
    expect(plane.asked).to.deep.equal([])
  })
})
