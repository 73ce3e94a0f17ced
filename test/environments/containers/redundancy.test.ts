import { expect } from 'chai'
import { compareShapes, type Shape } from '../../../src/environments/containers/redundancy.ts'

describe('the shape of a stack', () => {
  const whole: Shape = { running: ['db-a', 'db-b', 'web'], pair: { streaming: 1, waitedFor: 1 } }
  const now = (changed: Partial<Shape>) => compareShapes(whole, { ...whole, ...changed })

  it('is back when everything runs and the standby streams', () => {
    expect(now({}).holds).to.equal(true)
  })

  it('is not while a container is missing', () => {
    expect(now({ running: ['db-b'] })).to.include({ holds: false, text: 'db-a, web are not running' })
  })

  it('is not while the standby does not stream, or is not waited for', () => {
    expect(now({ pair: { streaming: 0, waitedFor: 0 } }).holds).to.equal(false)
    expect(now({ pair: { streaming: 1, waitedFor: 0 } }).holds).to.equal(false)
    expect(now({ pair: undefined }).holds).to.equal(false)
  })

  it('is what runs, where there is no database to ask', () => {
    const plain: Shape = { running: ['web'], pair: undefined }
    expect(compareShapes(plain, plain).holds).to.equal(true)
  })
})
