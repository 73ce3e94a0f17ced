import { expect } from 'chai'
import { databaseKill, instanceTerminate } from '../../../../src/environments/containers/faults/crash.ts'
import { TargetMovedError } from '../../../../src/environments/environment.ts'
import { FakeReach, intended } from '../fake-engine.ts'

describe('crash of a container', () => {
  let reach: FakeReach

  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('db', { 'blackstart.role': 'primary' })
    reach.engine.add('plain', { 'blackstart.role': 'service', 'blackstart.zone': 'a' }, 'no')
    reach.engine.add('web', { 'blackstart.role': 'service', 'blackstart.zone': 'b' })
  })

  const database = async () =>
    intended((await databaseKill.resolve(reach, { kind: 'database.kill', role: 'primary' }, 0))[0])
  const instances = (zone?: string, count?: number) =>
    instanceTerminate.resolve(
      reach,
      { kind: 'instance.terminate', role: 'service', ...(zone && { zone }), ...(count && { count }) },
      0,
    )

  it('kills the process behind the back of the engine, so that the restart policy answers', async () => {
    const target = await database()
    await databaseKill.inject(reach, target)
    expect(reach.scripts).to.have.length(1)
    expect(reach.engine.calls).to.deep.equal([])
    const proof = await databaseKill.verify(reach, target)
    expect(proof).to.deep.include({ holds: true })
    expect(proof.text).to.match(/process \d+ of db is dead; its container was started again/)
  })

  it('needs no helper where no policy would answer, and is undone by a start', async () => {
    const target = intended((await instances('a'))[0])
    expect(target.reversal).to.equal('inverse')
    await instanceTerminate.inject(reach, target)
    expect(reach.scripts).to.deep.equal([])
    expect((await instanceTerminate.verify(reach, target)).holds).to.equal(true)
    expect((await instanceTerminate.undone(reach, target)).holds).to.equal(false)
    await instanceTerminate.undo(reach, target)
    expect(reach.engine.calls).to.deep.equal(['kill plain', 'start plain'])
    expect((await instanceTerminate.undone(reach, target)).holds).to.equal(true)
  })

  it('undoes nothing twice, and nothing that the policy has answered', async () => {
    const target = await database()
    await databaseKill.inject(reach, target)
    await databaseKill.undo(reach, target)
    await databaseKill.undo(reach, target)
    expect(reach.engine.calls).to.deep.equal([])
    expect((await databaseKill.undone(reach, target)).holds).to.equal(true)
  })

  it('of an intent that was never carried out leaves everything as it is', async () => {
    const target = await database()
    await databaseKill.undo(reach, target)
    expect((await databaseKill.undone(reach, target)).text).to.include('was never killed')
  })

  it('takes as many instances as are asked for, by zone', async () => {
    expect((await instances()).map(({ component }) => component)).to.deep.equal(['plain'])
    expect((await instances(undefined, 2)).map(({ component }) => component)).to.deep.equal(['plain', 'web'])
    expect((await instances('b')).map(({ component }) => component)).to.deep.equal(['web'])
    expect(await instances('c')).to.deep.equal([])
  })

  it('is refused when the container was started again in between', async () => {
    const target = await database()
    reach.engine.die('db')
    const error = await databaseKill.inject(reach, target).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(TargetMovedError).and.have.property('message').that.includes('started again')
  })

  it('tells of a container that died before the fault, with its last words', async () => {
    reach.engine.get('plain').log = 'cannot reach the database'
    reach.engine.die('plain', 3)
    const error = await instances('a').catch((thrown: unknown) => thrown)
    expect(String(error)).to.match(/'plain' died before the fault: its container ended with 3/)
    expect(String(error)).to.include('cannot reach the database')
  })
})
