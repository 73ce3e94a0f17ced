import { expect } from 'chai'
import { FULL } from '../../../../src/environments/containers/engine/fill-scripts.ts'
import { HandsError } from '../../../../src/environments/containers/engine/hands.ts'
import { diskFull, NoBoundedVolumeError } from '../../../../src/environments/containers/faults/disk-full.ts'
import { FakeReach, intended } from '../fake-engine.ts'

const MEBIBYTE = 1_048_576

describe('full volumes', () => {
  let reach: FakeReach
  /** Steps of filling that have been made, and after how many the volume takes no more. */
  let steps: number
  let room: number
  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('db', { 'blackstart.role': 'primary' })
    reach.engine.volumes = [{ path: '/data', bytes: 100 * MEBIBYTE }]
    steps = 0
    room = 2
    reach.answer = (script) => {
      if (script.includes('>>')) return (steps += 1) >= room ? FULL : ''
      if (script.includes('-probe')) {
        if (steps < room) throw new HandsError(5, '/data takes more')
      } else if (script.includes('do [ -e "$file" ]')) {
        if (steps === 0) throw new HandsError(5, 'it is gone')
      } else if (script.includes('[ ! -e "$file" ]')) {
        if (steps > 0) throw new HandsError(5, 'it is there')
      } else if (!script.includes('/lease') && script.includes('rm -f')) {
        steps = 0
      }
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

  it('are refused where it would take minutes to fill them', async () => {
    reach.engine.volumes = [{ path: '/data', bytes: 2 ** 40 }]
    expect(String(await resolved().catch((thrown: unknown) => thrown))).to.include('bound it smaller')
  })

  it('are filled, proven by a write that fails, and emptied', async () => {
    const target = intended(await resolved())
    expect((await diskFull.verify(reach, target)).holds).to.equal(false)
    await diskFull.inject(reach, target)
    expect((await diskFull.verify(reach, target)).text).to.equal('nothing more can be written to /data of db')
    expect((await diskFull.held?.(reach, target))?.holds).to.equal(true)
    expect((await diskFull.undone(reach, target)).holds).to.equal(false)
    await diskFull.undo(reach, target)
    expect((await diskFull.undone(reach, target)).holds).to.equal(true)
    expect((await diskFull.held?.(reach, target))?.holds).to.equal(false)
  })

  it('are filled in steps, each short; and it is written down before the first how they are emptied', async () => {
    room = 100
    await diskFull.inject(reach, intended(await resolved()))
    expect(reach.scripts[0]).to.include('/undo/1').and.not.to.include('>>')
    const counts = reach.scripts.slice(1).map((script) => Number(/bs=65536 count=(\d+)/.exec(script)?.[1]))
    expect(counts.reduce((sum, count) => sum + count, 0) * 65_536).to.equal(100 * MEBIBYTE)
    expect(Math.max(...counts) * 65_536).to.equal(32 * MEBIBYTE)
  })

  it('are not called empty while nobody can look', async () => {
    const target = intended(await resolved())
    await reach.engine.stop('db-id')
    expect((await diskFull.undone(reach, target)).holds).to.equal(false)
    await reach.engine.remove('db-id')
    expect((await diskFull.undone(reach, target)).holds).to.equal(true)
  })
})
