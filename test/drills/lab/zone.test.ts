import { join } from 'node:path'
import { expect } from 'chai'
import { locatePostgres } from '../../../src/environments/lab/postgres/binaries.ts'
import { openFork } from '../../../src/environments/lab/postgres/fork.ts'
import { waitFor } from '../../../src/system/wait.ts'
import {
  eventKinds,
  intend,
  injected,
  insideUrl,
  LabRoot,
  openLab,
  storedSeqs,
  Traces,
  undone,
  untilEvent,
  untilRedundant,
  writeInside,
  writeOrder,
  writeUntilAcknowledged,
  type OpenLab,
} from '../../integration/lab/lab-harness.ts'

describe('zone.lose', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab

  before(async () => {
    root = await LabRoot.make()
  })
  afterEach(() => lab.environment.close('destroy'))
  after(() => root.remove())

  it('of the primary: silent, promoted without a fence, nothing lost, filled again when it is back', async () => {
    lab = await openLab(root)
    const { customerUrl, faults } = lab.environment
    const first = await writeUntilAcknowledged(customerUrl, 'w', 0)
    const target = await intend(lab, { kind: 'zone.lose', of: 'primary' })
    await faults.inject(target)
    const proof = await faults.verify(target)
    expect(proof.text).to.match(/connects to all 6 of its routes get no answer; nothing lives in zone a/)
    expect((await faults.undone(target)).holds).to.equal(false)
    const next = await writeUntilAcknowledged(customerUrl, 'w', 100)
    expect(await storedSeqs(insideUrl(lab, 'db-b'), 'w')).to.deep.equal([first, next])
    expect(await eventKinds(lab)).to.include('fence-unconfirmed')
    await undone(lab, target)
    expect(await untilRedundant(lab)).to.equal('db-a streams from db-b, sync')
  })

  it('of the standby: commits stall until the failover manager lets go of it', async () => {
    lab = await openLab(root)
    const target = await injected(lab, { kind: 'zone.lose', of: 'standby' })
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 0)
    await untilEvent(lab, 'synchronous-off')
    expect(await eventKinds(lab)).not.to.include('promoted')
    await undone(lab, target)
    expect(await untilRedundant(lab)).to.equal('db-b streams from db-a, sync')
  })

  it('is not promoted over in an asynchronous pair: nobody can fence what is silent', async () => {
    lab = await openLab(root, { replication: 'async', 'fence-timeout': '200ms' })
    const target = await injected(lab, { kind: 'zone.lose', zone: 'a' })
    await untilEvent(lab, 'failover-failed')
    expect(await writeOrder(lab.environment.customerUrl, 'w', 0)).not.to.equal(201)
    expect(await eventKinds(lab)).not.to.include('promoted')
    // Open again, it can be fenced, and then the other one may take over.
    await undone(lab, target)
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 1)
    expect(await eventKinds(lab)).to.include.members(['fenced', 'promoted'])
  })

  it('goes with the lab when nobody renews its lease', async () => {
    lab = await openLab(root)
    const traces = await Traces.take(lab.folder)
    await injected(lab, { kind: 'zone.lose', of: 'primary' })
    await lab.environment.close('detach')
    await waitFor('the lease to run out', () => lab.folder.readLabd() === undefined, {
      timeoutMs: 20_000,
      everyMs: 100,
    })
    await traces.expectNoneLeft()
  })
})

describe('zone.isolate', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab

  before(async () => {
    root = await LabRoot.make()
  })
  afterEach(() => lab.environment.close('destroy'))
  after(() => root.remove())

  it('does not hold a switchover up that was asked for as it went: it becomes a failover', async () => {
    lab = await openLab(root, { 'detection-threshold': '12' })
    const first = await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 0)
    const target = await injected(lab, { kind: 'zone.isolate', of: 'primary' })
    const switchover = await intend(lab, { kind: 'database.failover' }, 2)
    await lab.environment.faults.inject(switchover)
    const next = await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 100)
    expect(await storedSeqs(insideUrl(lab, 'db-b'), 'w')).to.deep.equal([first, next])
    const kinds = await eventKinds(lab)
    expect(kinds).to.include.members(['switchover-requested', 'primary-lost', 'fence-unconfirmed', 'promoted'])
    for (const kind of ['failover-failed', 'primary-stopped']) expect(kinds).not.to.include(kind)
    await undone(lab, target)
    expect(await untilRedundant(lab)).to.equal('db-a streams from db-b, sync')
  })

  it('of a synchronous primary: it acknowledges nothing to the clients inside its zone', async () => {
    lab = await openLab(root)
    expect(await writeInside(lab, 'db-a', 0)).to.equal(true)
    const target = await injected(lab, { kind: 'zone.isolate', of: 'primary' })
    expect(await writeInside(lab, 'db-a', 1)).to.equal(false)
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 0)
    expect(await writeInside(lab, 'db-a', 2)).to.equal(false)
    await undone(lab, target)
    expect(await untilRedundant(lab)).to.equal('db-a streams from db-b, sync')
  })

  it('of an asynchronous one, promoted over unfenced: it goes on acknowledging, and its fork has exactly that', async () => {
    lab = await openLab(root, { replication: 'async', 'promote-unfenced': 'true', 'fence-timeout': '200ms' })
    expect(await writeInside(lab, 'db-a', 0)).to.equal(true)
    await waitFor(
      'the standby to have it',
      async () => (await storedSeqs(insideUrl(lab, 'db-b'), 'inside')).length === 1,
      {
        timeoutMs: 10_000,
        everyMs: 20,
      },
    )
    const target = await injected(lab, { kind: 'zone.isolate', of: 'primary' })
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 0)
    const zombies: number[] = []
    for (let seq = 1; seq <= 10; seq++) if (await writeInside(lab, 'db-a', seq)) zombies.push(seq)
    expect(zombies).to.have.length(10)

    await undone(lab, target)
    expect(await writeInside(lab, 'db-a', 99)).to.equal(false)
    expect(await untilRedundant(lab)).to.equal('db-a streams from db-b, async')
    expect(await storedSeqs(insideUrl(lab, 'db-b'), 'inside')).to.deep.equal([0])
    const archive = join(lab.recordFolder, 'environment', 'forks', 'db-a-1.tar.gz')
    const fork = await openFork(await locatePostgres(), archive, join(lab.folder.dataRoot, 'fork'))
    try {
      expect(await storedSeqs(fork.url('shop'), 'inside')).to.deep.equal([0, ...zombies])
    } finally {
      await fork.dispose()
    }
  })

  it('ends by itself after its time, and keeps a primary that nobody has deposed', async () => {
    lab = await openLab(root, { 'detection-threshold': '50' })
    const target = await injected(lab, { kind: 'zone.isolate', of: 'primary', for: '1s' })
    const isOver = async (): Promise<boolean> => (await lab.environment.faults.undone(target)).holds
    await waitFor('the cut to end by itself', isOver, { timeoutMs: 10_000, everyMs: 50 })
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 0)
    expect(await eventKinds(lab)).not.to.include('primary-lost')
    await undone(lab, target)
  })

  it('is refused in a zone that is cut off already', async () => {
    lab = await openLab(root)
    const again = await intend(lab, { kind: 'zone.lose', zone: 'b' }, 2)
    const target = await injected(lab, { kind: 'zone.isolate', zone: 'b' }, 1)
    const error = await lab.environment.faults.inject(again).catch((reason: Error) => reason.name)
    expect(error).to.equal('TargetMovedError')
    await undone(lab, target)
  })
})
