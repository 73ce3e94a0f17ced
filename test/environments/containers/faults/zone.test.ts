import { expect } from 'chai'
import { containerFaultPlane } from '../../../../src/environments/containers/faults/fault-plane.ts'
import { zoneIsolate, zoneLose } from '../../../../src/environments/containers/faults/zone.ts'
import { TargetMovedError } from '../../../../src/environments/environment.ts'
import { FakeReach, intended } from '../fake-engine.ts'

describe('faults of a zone of containers', () => {
  let reach: FakeReach
  let cut: boolean

  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('db-a', { 'blackstart.role': 'primary', 'blackstart.zone': 'a' })
    reach.engine.add('db-b', { 'blackstart.role': 'standby', 'blackstart.zone': 'b' })
    reach.engine.add('web-a', { 'blackstart.zone': 'a' })
    cut = false
    reach.answer = (script) => {
      if (script.includes('exit 6')) {
        if (cut) throw new Error('its packets are still dropped')
        return ''
      }
      // How it is undone is written down together with it.
      if (script.includes('nft -f')) cut = true
      else if (script.includes('nft delete')) cut = false
      if (script.includes('list table') && !script.includes('delete') && !cut) throw new Error('no such table')
      return cut ? 'counter packets 3 bytes 180 drop' : ''
    }
  })

  const lost = async () => intended((await zoneLose.resolve(reach, { kind: 'zone.lose', of: 'primary' }, 0))[0])
  const isolated = async () => intended((await zoneIsolate.resolve(reach, { kind: 'zone.isolate', zone: 'a' }, 0))[0])

  it('mean all containers of the zone, by the role of a database or by name', async () => {
    const target = await lost()
    expect(target.component).to.equal('zone-a')
    expect(target.identity).to.deep.include({ zone: 'a', members: 'db-a-id web-a-id', primary: 'db-a-id' })
    expect((await isolated()).identity).to.deep.equal(target.identity)
    expect(await zoneLose.resolve(reach, { kind: 'zone.lose', zone: 'c' }, 0)).to.deep.equal([])
  })

  it('a lost one is cut off first, then frozen, and killed when it is over', async () => {
    const target = await lost()
    await zoneLose.inject(reach, target)
    expect(reach.scripts[0]?.match(/nft -f/g)).to.have.length(2)
    expect(reach.engine.calls).to.have.members(['pause db-a', 'pause web-a'])
    expect((await zoneLose.verify(reach, target)).holds).to.equal(true)
    expect((await zoneLose.undone(reach, target)).holds).to.equal(false)
    reach.engine.calls.length = 0
    cut = false
    await zoneLose.undo(reach, target)
    expect(reach.engine.calls).to.deep.equal(['kill db-a', 'kill web-a', 'start db-a', 'start web-a'])
    expect((await zoneLose.undone(reach, target)).holds).to.equal(true)
  })

  it('a lost one is opened again when only the cut had been made', async () => {
    const target = await lost()
    cut = true
    await zoneLose.undo(reach, target)
    expect(cut).to.equal(false)
    expect((await zoneLose.undone(reach, target)).holds).to.equal(true)
  })

  it('an isolated one is cut off and lives', async () => {
    const target = await isolated()
    await zoneIsolate.inject(reach, target)
    const proof = await zoneIsolate.verify(reach, target)
    expect(proof.holds).to.equal(true)
    expect(proof.text).to.include('inside live db-a, web-a')
    expect((await zoneIsolate.undone(reach, target)).text).to.include('db-a: its packets are still dropped')
    await zoneIsolate.undo(reach, target)
    expect(reach.engine.calls).to.deep.equal([])
    expect((await zoneIsolate.undone(reach, target)).holds).to.equal(true)
  })

  it('an isolated one is cut off again when a container of it is started again', async () => {
    const plane = containerFaultPlane(reach)
    const target = await isolated()
    await plane.inject(target)
    const before = reach.scripts.length
    await reach.engine.restart('web-a-id')
    await plane.undo(target)
    const again = reach.scripts.slice(before)
    expect(again[0])
      .to.include('nft -f')
      .and.to.include(`nsenter -t ${reach.engine.get('web-a').pid} `)
    expect(again.at(-1)).not.to.include('nft -f')
    expect(cut).to.equal(false)
    expect(reach.engine.watching.size).to.equal(0)
    await reach.engine.restart('web-a-id')
    expect(cut).to.equal(false)
  })

  it('one that was refused does not come true when a container starts', async () => {
    const plane = containerFaultPlane(reach)
    const target = await isolated()
    await reach.engine.pause('web-a-id')
    await plane.inject(target).catch(() => {})
    await reach.engine.restart('web-a-id')
    await plane.undone(target)
    expect(cut).to.equal(false)
    expect(reach.engine.watching.size).to.equal(0)
  })

  it('an isolated one without a packet that was dropped is no proof', async function () {
    this.timeout(5_000)
    const target = await isolated()
    await zoneIsolate.inject(reach, target)
    reach.answer = () => 'counter packets 0 bytes 0 drop'
    expect((await zoneIsolate.verify(reach, target)).holds).to.equal(false)
  })

  it('are not over because nobody could look', async () => {
    const target = await isolated()
    await zoneIsolate.inject(reach, target)
    reach.answer = () => {
      throw new Error('the helper container is gone')
    }
    expect((await zoneIsolate.undone(reach, target)).holds).to.equal(false)
  })

  it('were held as long as every member that lives drops what crosses the border', async () => {
    const target = await isolated()
    await zoneIsolate.inject(reach, target)
    expect((await zoneIsolate.held?.(reach, target))?.holds).to.equal(true)
    cut = false
    expect((await zoneIsolate.held?.(reach, target))?.text).to.equal('db-a: no such table')
  })

  it('a lost one was held as long as nothing in it runs', async () => {
    const target = await lost()
    await zoneLose.inject(reach, target)
    expect((await zoneLose.held?.(reach, target))?.holds).to.equal(true)
    await reach.engine.restart('db-a-id')
    expect((await zoneLose.held?.(reach, target))?.text).to.include('db-a came back before the end')
  })

  it('are refused when part of the zone does not run', async () => {
    const target = await lost()
    await reach.engine.pause('web-a-id')
    const error = await zoneLose.inject(reach, target).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(TargetMovedError)
    expect(reach.scripts).to.deep.equal([])
  })
})
