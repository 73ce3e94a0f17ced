import { expect } from 'chai'
import { destroyLabelled } from '../../../src/environments/containers/destroy.ts'
import { FakeReach } from './fake-engine.ts'

describe('removal of a stack', () => {
  it('removes what bears the label, and says what it was', async () => {
    const { engine } = new FakeReach()
    engine.add('db', {})
    expect(await destroyLabelled(engine, 'a=b')).to.deep.equal(['container db-id'])
    expect(await engine.containers()).to.deep.equal([])
  })

  it('looks again after an answer that the engine owed', async () => {
    const { engine } = new FakeReach()
    engine.add('db', {})
    const list = engine.containers.bind(engine)
    let failures = 1
    engine.containers = async () => {
      if (failures-- > 0) throw new Error('too slow')
      return list()
    }
    await destroyLabelled(engine, 'a=b')
    expect(await list()).to.deep.equal([])
  })
})
