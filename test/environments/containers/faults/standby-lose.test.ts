import { expect } from 'chai'
import { standbyLose } from '../../../../src/environments/containers/faults/standby-lose.ts'
import { NoTargetError } from '../../../../src/environments/environment.ts'
import { FakeReach, intended } from '../fake-engine.ts'

describe('a standby that is lost with its data', () => {
  const STANDBY = { 'blackstart.role': 'standby' }
  let reach: FakeReach
  beforeEach(() => {
    reach = new FakeReach()
  })

  const resolve = () => standbyLose.resolve(reach, { kind: 'standby.lose' }, 0)

  it('loses its files and its life in one script', async () => {
    reach.engine.add('db-b', { ...STANDBY, 'blackstart.data': '/data/db-b' })
    const target = intended((await resolve())[0])
    await standbyLose.inject(reach, target)
    expect(reach.scripts[0]).to.match(/cd '\/proc\/\d+\/root\/data\/db-b'[^]*rm -rf [^]*kill -KILL \d+/)
    const proof = await standbyLose.verify(reach, target)
    expect(proof.holds).to.equal(true)
    expect(proof.text).to.include('/data/db-b were removed')
  })

  it('is refused where its files are not the drill’s own', async () => {
    reach.engine.add('db-b', { ...STANDBY, 'blackstart.data': '/data/db-b' })
    reach.engine.mounted = [{ at: '/data', what: 'the folder /home/us/data of the engine’s host' }]
    const error = await resolve().catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(NoTargetError)
    expect(String(error)).to.include('/data/db-b of').and.to.include('/home/us/data')
    reach.engine.mounted = [{ at: '/data', what: 'the volume shop_data', project: 'shop' }]
    expect(await resolve().catch((thrown: unknown) => thrown)).to.be.instanceOf(NoTargetError)
  })

  it('is not refused where they are in a volume of the drill, or of nobody but the container', async () => {
    reach.engine.add('db-b', { ...STANDBY, 'blackstart.data': '/data/db-b' })
    reach.engine.mounted = [
      { at: '/', what: 'all' },
      { at: '/data', what: 'a volume', project: reach.stack.project },
    ]
    expect(await resolve()).to.have.length(1)
    reach.engine.mounted = [{ at: '/data/db', what: 'beside it' }]
    expect(await resolve()).to.have.length(1)
  })

  it('is refused where nobody says where its files are', async () => {
    reach.engine.add('db-b', STANDBY)
    expect(String(await resolve().catch((thrown: unknown) => thrown))).to.include('blackstart.data')
  })
})
