import { expect } from 'chai'
import type { Component } from '../../../src/model/topology.ts'
import { waitFor } from '../../../src/system/wait.ts'
import {
  intend,
  injected,
  LabRoot,
  openLab,
  undone,
  untilEvent,
  untilRedundant,
  type OpenLab,
} from '../../integration/lab/lab-harness.ts'

const services = async (lab: OpenLab): Promise<readonly Component[]> =>
  (await lab.environment.describe()).components.filter(({ role }) => role === 'service')

/** How many of so many orders can be read, and by whom. */
async function read(lab: OpenLab, times: number): Promise<{ readonly good: number; readonly by: ReadonlySet<string> }> {
  const by = new Set<string>()
  let good = 0
  for (let i = 0; i < times; i++) {
    const url = `${lab.environment.customerUrl}/orders/latest?writer=w`
    const response = await fetch(url, { signal: AbortSignal.timeout(1_500) }).catch(() => undefined)
    if (response?.status !== 200) continue
    good += 1
    by.add(response.headers.get('x-served-by') ?? '')
  }
  return { good, by }
}

describe('instance.terminate and instance.freeze', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab

  before(async () => {
    root = await LabRoot.make()
  })
  afterEach(() => lab.environment.close('destroy'))
  after(() => root.remove())

  it('terminates one of two: some requests fail, not all; auto-scaling puts another one into its place', async () => {
    // The load balancer does not notice for as long as we look.
    lab = await openLab(root, { 'health-threshold': '100', grace: '1500ms' })
    const target = await injected(lab, { kind: 'instance.terminate', role: 'service' })
    const { good, by } = await read(lab, 20)
    expect(good).to.be.within(5, 15)
    expect([...by]).to.deep.equal(['service-b-1'])
    await untilEvent(lab, 'instance-replaced')
    await untilRedundant(lab)
    expect((await services(lab)).map(({ id, state }) => [id, state])).to.deep.equal([
      ['service-a-2', 'running'],
      ['service-b-1', 'running'],
    ])
    expect(await undone(lab, target)).to.contain('service-a-1 is gone')
  })

  it('has as many instances as it is told, and leaves a dead one dead when it may not replace', async () => {
    lab = await openLab(root, { capacity: '2', replacement: 'off', grace: '0s' })
    expect((await services(lab)).map(({ id }) => id)).to.deep.equal([
      'service-a-1',
      'service-a-2',
      'service-b-1',
      'service-b-2',
    ])
    expect(
      await lab.environment.faults.resolve({ kind: 'instance.terminate', role: 'service', count: 5 }, 0),
    ).to.deep.equal([])
    const resolved = await lab.environment.faults.resolve(
      { kind: 'instance.terminate', role: 'service', zone: 'b', count: 2 },
      0,
    )
    expect(resolved.map(({ component }) => component)).to.deep.equal(['service-b-1', 'service-b-2'])
    const target = await injected(lab, { kind: 'instance.terminate', role: 'service', zone: 'b' })
    await untilEvent(lab, 'instance-unhealthy')
    const shape = await lab.environment.restoreRedundancy(AbortSignal.timeout(1_000))
    expect(shape.holds).to.equal(false)
    expect(shape.text).to.contain('service-b-1 is missing')
    expect((await services(lab)).find(({ id }) => id === target.component)?.state).to.equal('stopped')
  })

  it('freezes one: it is ended and replaced when its grace is over, and cannot be woken any more', async () => {
    lab = await openLab(root)
    const target = await injected(lab, { kind: 'instance.freeze', role: 'service' })
    await untilEvent(lab, 'instance-replaced')
    expect(await undone(lab, target)).to.contain('is gone')
    await untilRedundant(lab)
  })

  it('wakes a frozen one that was not replaced, also by itself after its time', async () => {
    lab = await openLab(root, { replacement: 'off' })
    const target = await injected(lab, { kind: 'instance.freeze', role: 'service' }, 1)
    expect(await undone(lab, target)).to.contain('awake')
    const timed = await injected(lab, { kind: 'instance.freeze', role: 'service', for: '500ms' }, 2)
    const isOver = async (): Promise<boolean> => (await lab.environment.faults.undone(timed)).holds
    await waitFor('the freeze to end by itself', isOver, { timeoutMs: 10_000, everyMs: 50 })
  })

  it('does not touch another process than the one that was chosen', async () => {
    lab = await openLab(root, { grace: '0s' })
    const stale = await intend(lab, { kind: 'instance.terminate', role: 'service' }, 1)
    await injected(lab, { kind: 'instance.terminate', role: 'service' }, 2)
    await untilEvent(lab, 'instance-replaced')
    const error = await lab.environment.faults.inject(stale).catch((reason: Error) => reason.name)
    expect(error).to.equal('TargetMovedError')
  })
})
