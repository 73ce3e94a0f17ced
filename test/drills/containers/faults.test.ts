import { expect } from 'chai'
import { NoBoundedVolumeError } from '../../../src/environments/containers/faults/disk-full.ts'
import type { Fault } from '../../../src/model/fault.ts'
import { docker, labelledRemains, whyNoContainers } from '../../support/engine.ts'
import { OpenStack, untilHolds } from './stack-harness.ts'

const NONE = whyNoContainers()

describe(`drills in containers: single faults${NONE === undefined ? '' : ` (skipped: ${NONE})`}`, function () {
  this.timeout(120_000)
  let stack: OpenStack

  before(async function () {
    if (NONE !== undefined) this.skip()
    stack = await OpenStack.open()
  })
  after(() => stack?.close())

  /** Every fault is proven by its effect, undone by another process that knows the handle only, and proven to be over. */
  const FAULTS: readonly (readonly [Fault, RegExp])[] = [
    [{ kind: 'instance.stop', role: 'service', zone: 'a' }, /service-a was stopped; its container ended/],
    [{ kind: 'instance.restart', role: 'load-balancer' }, /load-balancer was restarted; its container was started/],
    [{ kind: 'instance.limit', role: 'service', cpus: 0.2, memoryMb: 256 }, /0\.2 cores and 256 MiB.* of \d+ periods/],
    [{ kind: 'network.cut', role: 'service', zone: 'a' }, /service-a: \d+ packets were dropped/],
    [{ kind: 'network.cut', role: 'service', zone: 'b', direction: 'in', peer: 'writer-endpoint' }, /packets were/],
    [{ kind: 'network.loss', role: 'service', percent: 30, direction: 'out' }, /packets were dropped/],
    [{ kind: 'network.bandwidth', role: 'load-balancer', kbitPerSecond: 256 }, /tbf rate 256kbit .* bytes so far/],
  ]
  for (const [fault, proof] of FAULTS) {
    it(`${fault.kind}${'direction' in fault ? `, ${fault.direction}` : ''}`, async () => {
      const target = await stack.intend(fault)
      expect(await stack.inject(target)).to.match(proof)
      await stack.undoFromElsewhere(target)
      await stack.whole()
      await answered()
    })
  }

  it('a cut holds when its container is started again, and only until it is undone', async () => {
    const target = await stack.intend({ kind: 'network.cut', role: 'service', zone: 'a' })
    await stack.inject(target)
    const id = String(target.identity['container'])
    docker('restart', '--time', '0', id)
    await untilHolds(() => stack.environment.faults.verify(target))
    await stack.undoFromElsewhere(target)
    // The one who holds it was told nothing by the one who has undone it.
    docker('restart', '--time', '0', id)
    await stack.whole()
    await answered()
    const proof = await stack.environment.faults.undone(target)
    expect(proof.holds, proof.text).to.equal(true)
  })

  const LEASED: readonly Fault[] = [
    { kind: 'network.cut', role: 'service', zone: 'a' },
    { kind: 'network.latency', role: 'service', zone: 'a', delay: '200ms' },
  ]
  for (const fault of LEASED)
    it(`${fault.kind} is over when nobody holds it any more: by itself, where all are dead`, async () => {
      const target = await stack.intend(fault)
      const helper = await stack.helper({ lease: 2 })
      try {
        await helper.faults.inject(target)
        expect((await helper.faults.verify(target)).holds).to.equal(true)
        helper.dies()
        await untilHolds(() => stack.environment.faults.undone(target))
        await answered()
      } finally {
        await helper.remove()
      }
    })

  it('disk.full is refused where nothing is bounded in size', async () => {
    const error = await stack.intend({ kind: 'disk.full', role: 'primary' }).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(NoBoundedVolumeError)
  })

  it('replication.hold: the standby falls behind, and catches up', async () => {
    const target = await stack.intend({ kind: 'replication.hold', lead: '1s' })
    expect(await stack.inject(target)).to.include('hears nothing of its primary')
    await stack.undoFromElsewhere(target)
    await stack.whole()
  })

  it('database.failover: the stack switches over when it is asked', async () => {
    const target = await stack.intend({ kind: 'database.failover' })
    expect(await stack.inject(target)).to.include('db-a is not the primary any more')
    await stack.undoFromElsewhere(target)
    await stack.whole()
    await answered()
  })

  it('instance.restart of the failover manager: it asks who is the primary, whoever was it at first', async () => {
    await restarted('failover-manager')
  })

  it('instance.restart of the writer endpoint: it asks the failover manager whom to lead to', async () => {
    await restarted('writer-endpoint')
  })

  it('standby.lose: the standby dies with its files, and a fresh one is made', async () => {
    const target = await stack.intend({ kind: 'standby.lose' })
    expect(await stack.inject(target)).to.include('its files at /data/db-a were removed')
    await stack.undoFromElsewhere(target)
    await stack.whole()
    await answered()
  })

  it('a network is removed, even if somebody else hangs on it', async () => {
    const [network = ''] = docker('network', 'ls', '--quiet', '--filter', 'label=blackstart.drill').split('\n')
    const other = docker(
      'run',
      '--detach',
      '--rm',
      '--network',
      network,
      '--entrypoint',
      'sleep',
      'blackstart-hands',
      '60',
    )
    try {
      await stack.close()
      expect(labelledRemains()).to.deep.equal([])
    } finally {
      docker('rm', '--force', other)
    }
  })

  async function restarted(role: 'failover-manager' | 'writer-endpoint'): Promise<void> {
    const target = await stack.intend({ kind: 'instance.restart', role })
    await stack.inject(target)
    await stack.undoFromElsewhere(target)
    await stack.whole()
    await answered()
  }

  async function answered(): Promise<void> {
    const deadline = performance.now() + 10_000
    while ((await stack.request()) === undefined) if (performance.now() > deadline) throw new Error('nobody answers')
  }
})
