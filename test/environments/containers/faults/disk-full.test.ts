import { expect } from 'chai'
import { HandsError } from '../../../../src/environments/containers/engine/hands.ts'
import { diskFull, NoBoundedVolumeError } from '../../../../src/environments/containers/faults/disk-full.ts'
import { FakeReach, intended } from '../fake-engine.ts'

describe('full volumes', () => {
  let reach: FakeReach
  let full: boolean
  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('db', { 'blackstart.role': 'primary' })
    reach.engine.volumes = [{ path: '/data', bytes: 1_048_576 }]
    full = false
    reach.answer = (script) => {
      if (script.includes('count=256')) full = true
      else if (script.includes('-probe') && !full) throw new HandsError(5, '/data takes more')
      else if (script.includes('[ ! -e') && full) throw new HandsError(5, 'it is there')
      else if (script.includes('rm -f') && !script.includes('-probe')) full = false
      return ''
    }
  })

  const resolved = async () => (await diskFull.resolve(reach, { kind: 'disk.full', role: 'primary' }, 0))[0]

  it('are refused where nothing is bounded in size', async () => {
    reach.engine.volumes = []
    const error = await resolved().catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(NoBoundedVolumeError)
    expect(String(error)).to.include("'db'").and.to.include('tmpfs')
  })

  it('are filled, proven by a write that fails, and emptied', async () => {
    const target = intended(await resolved())
    expect((await diskFull.verify(reach, target)).holds).to.equal(false)
    await diskFull.inject(reach, target)
    expect((await diskFull.verify(reach, target)).text).to.equal('nothing more can be written to /data of db')
    expect((await diskFull.undone(reach, target)).holds).to.equal(false)
    await diskFull.undo(reach, target)
    expect((await diskFull.undone(reach, target)).holds).to.equal(true)
  })

  it('are not called empty while nobody can look', async () => {
    const target = intended(await resolved())
    await reach.engine.stop('db-id')
    expect((await diskFull.undone(reach, target)).holds).to.equal(false)
    await reach.engine.remove('db-id')
    expect((await diskFull.undone(reach, target)).holds).to.equal(true)
  })
})
