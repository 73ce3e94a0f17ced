import { expect } from 'chai'
import { databaseFreeze, instanceFreeze } from '../../../../src/environments/containers/faults/freeze.ts'
import { TargetMovedError } from '../../../../src/environments/environment.ts'
import { FakeReach, intended } from '../fake-engine.ts'

describe('freeze of a container', () => {
  let reach: FakeReach

  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('db', { 'blackstart.role': 'primary' })
    reach.engine.add('web', { 'blackstart.role': 'service' })
  })

  const target = async () =>
    intended((await databaseFreeze.resolve(reach, { kind: 'database.freeze', role: 'primary' }, 0))[0])

  it('pauses it, proves it, and wakes it up again', async () => {
    const db = await target()
    await databaseFreeze.inject(reach, db)
    expect((await databaseFreeze.verify(reach, db)).holds).to.equal(true)
    expect((await databaseFreeze.undone(reach, db)).holds).to.equal(false)
    expect((await databaseFreeze.held?.(reach, db))?.holds).to.equal(true)
    await databaseFreeze.undo(reach, db)
    await databaseFreeze.undo(reach, db)
    expect((await databaseFreeze.undone(reach, db)).holds).to.equal(true)
    expect(reach.engine.calls).to.deep.equal(['pause db', 'unpause db'])
  })

  it('is undone to its end where somebody had killed it asleep and did not get further', async () => {
    const db = await target()
    await databaseFreeze.inject(reach, db)
    await reach.engine.kill('db-id')
    expect((await databaseFreeze.undone(reach, db)).holds).to.equal(false)
    await databaseFreeze.undo(reach, db)
    expect(reach.engine.get('db').state).to.equal('running')
    expect((await databaseFreeze.undone(reach, db)).holds).to.equal(true)
  })

  it('of one that was removed meanwhile is undone', async () => {
    const [web] = await instanceFreeze.resolve(reach, { kind: 'instance.freeze', role: 'service' }, 0)
    await instanceFreeze.inject(reach, intended(web))
    await reach.engine.remove('web-id')
    await instanceFreeze.undo(reach, intended(web))
    expect((await instanceFreeze.undone(reach, intended(web))).holds).to.equal(true)
  })

  it('was not held when somebody woke it up; it was when somebody ended it', async () => {
    const db = await target()
    await databaseFreeze.inject(reach, db)
    await reach.engine.unpause('db-id')
    expect((await databaseFreeze.held?.(reach, db))?.holds).to.equal(false)
    await reach.engine.restart('db-id')
    expect((await databaseFreeze.held?.(reach, db))?.holds).to.equal(true)
  })

  it('is refused when it is frozen already', async () => {
    const db = await target()
    await databaseFreeze.inject(reach, db)
    const error = await databaseFreeze.inject(reach, db).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(TargetMovedError)
  })
})
