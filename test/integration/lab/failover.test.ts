import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { TargetMovedError } from '../../../src/environments/environment.ts'
import { queryOnce } from '../../../src/environments/lab/postgres/sql.ts'
import type { IntendedInjection } from '../../../src/model/fault.ts'
import {
  eventKinds,
  intend,
  LabRoot,
  openLab,
  storedSeqs,
  Traces,
  writeOrder,
  writeUntilAcknowledged,
  type OpenLab,
} from './lab-harness.ts'

const KILL_PRIMARY = { kind: 'database.kill', role: 'primary' } as const

describe('The lab when its primary dies (synchronous)', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab
  let target: IntendedInjection
  const acknowledged: number[] = []

  before(async () => {
    root = await LabRoot.make()
    lab = await openLab(root)
  })

  after(async () => {
    await lab?.environment.close('destroy')
    await root.remove()
  })

  it('comes up with a primary and a standby in different zones', async () => {
    const { regions, components } = await lab.environment.describe()
    expect(regions).to.deep.equal([{ id: 'lab', zones: ['a', 'b'] }])
    expect(components.map(({ id, role, state }) => [id, role, state])).to.deep.equal([
      ['db-a', 'primary', 'running'],
      ['service-a-1', 'service', 'running'],
      ['db-b', 'standby', 'running'],
      ['service-b-1', 'service', 'running'],
      ['load-balancer', 'load-balancer', 'running'],
      ['writer-endpoint', 'writer-endpoint', 'running'],
      ['failover-manager', 'failover-manager', 'running'],
    ])
  })

  it('takes orders of customers, by way of both services, and none twice', async () => {
    const url = lab.environment.customerUrl
    for (let seq = 0; seq < 4; seq++) {
      expect(await writeOrder(url, 'w', seq)).to.equal(201)
      acknowledged.push(seq)
    }
    expect(await writeOrder(url, 'w', 0)).to.equal(409)
    const served = await Promise.all(
      [0, 1].map(async () => (await fetch(`${url}/orders/latest?writer=w`)).headers.get('x-served-by')),
    )
    expect(served).to.have.members(['service-a-1', 'service-b-1'])
    expect(await (await fetch(`${url}/orders?writer=w&after=1&limit=1`)).json()).to.deep.equal({
      writer: 'w',
      seqs: [2],
    })
  })

  it('proves that the primary is dead', async () => {
    target = await intend(lab, KILL_PRIMARY)
    const { askedNs, returnedNs } = await lab.environment.faults.inject(target)
    expect(BigInt(returnedNs) >= BigInt(askedNs)).to.equal(true)
    const proof = await lab.environment.faults.verify(target)
    expect(proof.holds, proof.text).to.equal(true)
  })

  it('recovers by itself, without losing an acknowledged order', async () => {
    acknowledged.push(await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 100))
    const [writer] = lab.environment.canary?.nodes ?? []
    const url = writer?.url ?? ''
    expect(await queryOnce(url, 'select current_setting($1) as name', ['cluster_name'])).to.deep.equal([
      { name: 'db-b' },
    ])
    expect(await storedSeqs(url, 'w')).to.include.members(acknowledged)
  })

  it('refuses to inject into what is not there any more', async () => {
    const error = await lab.environment.faults.inject(target).catch((reason: unknown) => reason)
    expect(error).to.be.an.instanceOf(TargetMovedError)
    expect((error as TargetMovedError).component).to.equal('db-a')
  })

  it('restores its redundancy with a fresh copy, and keeps the data of the deposed primary', async () => {
    const restored = await lab.environment.restoreRedundancy(AbortSignal.timeout(30_000))
    expect(restored.text).to.equal('db-a streams from db-b, sync')
    expect(restored.holds).to.equal(true)
    expect(existsSync(join(lab.recordFolder, 'environment', 'forks', 'db-a-1.tar.gz'))).to.equal(true)
    const proof = await lab.environment.faults.undone(target)
    expect(proof.holds, proof.text).to.equal(true)
    expect(await storedSeqs(urlOf('db-a'), 'w')).to.include.members(acknowledged)
  })

  it('tells what it did, in order', async () => {
    // A sample of the replication lag accompanies every kill; how many there are depends on the tests before.
    const events = (await lab.environment.events()).filter(({ kind }) => kind !== 'replication-lag')
    expect(events.map(({ kind, component }) => `${kind} ${component}`)).to.deep.equal([
      'up lab',
      'primary-lost db-a',
      'fenced db-a',
      'promoted db-b',
      'endpoint-moved writer-endpoint',
      'fork-saved db-a',
      'redundancy-restored db-a',
    ])
    for (const { fromNs, toNs } of events) expect(BigInt(toNs) >= BigInt(fromNs)).to.equal(true)
  })

  it('can do it again, the other way round', async () => {
    const again = await intend(lab, KILL_PRIMARY, 2)
    expect(again.component).to.equal('db-b')
    await lab.environment.faults.inject(again)
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 10_000)
    const restored = await lab.environment.restoreRedundancy(AbortSignal.timeout(30_000))
    expect(restored.text).to.equal('db-b streams from db-a, sync')
  })

  it('commits without its standby when that dies, and rebuilds it', async () => {
    const standby = await intend(lab, { kind: 'database.kill', role: 'standby' }, 3)
    expect(standby.component).to.equal('db-b')
    await lab.environment.faults.inject(standby)
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 20_000)
    const restored = await lab.environment.restoreRedundancy(AbortSignal.timeout(30_000))
    expect(restored.text).to.equal('db-b streams from db-a, sync')
    const kinds = await eventKinds(lab)
    expect(kinds.slice(-3)).to.deep.equal(['standby-lost', 'synchronous-off', 'redundancy-restored'])
  })

  it('leaves nothing when it is closed', async () => {
    const traces = await Traces.take(lab.folder)
    await lab.environment.close('destroy')
    await traces.expectNoneLeft()
    expect(existsSync(join(lab.recordFolder, 'environment', 'events.ndjson'))).to.equal(true)
  })

  function urlOf(node: string): string {
    return lab.environment.canary?.nodes.find(({ id }) => id === node)?.url ?? ''
  }
})
