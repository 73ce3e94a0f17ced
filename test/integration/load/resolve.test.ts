import { expect } from 'chai'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { cachedBinary } from '../../../src/load/cache.ts'
import { K6BinaryRefusedError } from '../../../src/load/errors.ts'
import { describeK6, findInstalled } from '../../../src/load/resolve.ts'
import { FakeWorld, saysVersion } from './fake-programs.ts'

describe('finding an installed k6', () => {
  let world: FakeWorld
  beforeEach(async () => {
    world = await FakeWorld.make()
  })
  afterEach(async () => {
    await world.remove()
  })

  it('takes $K6_BIN before all others', async () => {
    await world.script(join(world.bin, 'k6'), saysVersion('v2.2.0'))
    const chosen = await world.script(join(world.folder, 'elsewhere', 'k6-custom'), saysVersion('v2.3.0'))
    expect(await describeK6(world.env({ K6_BIN: chosen }))).to.deep.equal({
      way: 'K6_BIN',
      path: chosen,
      version: 'v2.3.0',
      passedOver: [],
    })
  })

  it('refuses a $K6_BIN that is not there, though another k6 is', async () => {
    await world.script(join(world.bin, 'k6'), saysVersion('v2.2.0'))
    const env = world.env({ K6_BIN: join(world.folder, 'none') })
    expect(await rejection(findInstalled(env))).to.be.instanceOf(K6BinaryRefusedError)
    expect(await describeK6(env)).to.deep.equal({
      missing: [`K6_BIN is '${world.folder}/none': there is no executable file; correct it or unset it`],
    })
  })

  it('refuses a $K6_BIN that is too old, with its version and what to do', async () => {
    const old = await world.script(join(world.folder, 'old'), saysVersion('v1.8.1'))
    const error = await rejection(findInstalled(world.env({ K6_BIN: old })))
    expect(error).to.be.instanceOf(K6BinaryRefusedError)
    expect((error as Error).message)
      .to.contain('v1.8.1')
      .and.to.contain('install v2.2.0')
  })

  it('takes k6 on PATH', async () => {
    const path = await world.script(join(world.bin, 'k6'), saysVersion('v2.2.0'))
    expect(await describeK6(world.env())).to.include({ way: 'PATH', path, version: 'v2.2.0' })
  })

  it('passes over an old k6 on PATH and takes the cached one', async () => {
    await world.script(join(world.bin, 'k6'), saysVersion('v1.8.1'))
    const path = await world.script(cachedBinary(world.env()), saysVersion('v2.2.0'))
    const found = await describeK6(world.env())
    expect(found).to.include({ way: 'cache', path })
    expect(JSON.stringify(found)).to.contain('is passed over: it is k6 v1.8.1')
  })

  it('says for each way why there is none', async () => {
    await world.script(cachedBinary(world.env()), 'exit 3')
    const found = await describeK6(world.env())
    expect(found).to.have.property('missing').with.lengthOf(3)
    expect(JSON.stringify(found)).to.match(/K6_BIN: not set.*no 'k6' on PATH.*it cannot be run/)
  })

  it('takes no file that may not be executed', async () => {
    const path = await world.script(join(world.bin, 'k6'), saysVersion('v2.2.0'))
    await chmod(path, 0o644)
    expect(await describeK6(world.env())).to.have.property('missing')
  })
})

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it was expected to reject')
}
