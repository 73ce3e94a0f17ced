import { expect } from 'chai'
import { standbyLose } from '../../../../src/environments/containers/faults/standby-lose.ts'
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
    expect(reach.scripts[0]).to.match(/rm -rf '\/proc\/\d+\/root\/data\/db-b'[^]*kill -KILL \d+$/)
    const proof = await standbyLose.verify(reach, target)
    expect(proof.holds).to.equal(true)
    expect(proof.text).to.include('/data/db-b were removed')
  })

  it('is refused where nobody says where its files are', async () => {
    reach.engine.add('db-b', STANDBY)
    expect(String(await resolve().catch((thrown: unknown) => thrown))).to.include('blackstart.data')
  })
})
