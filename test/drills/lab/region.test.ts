import { join } from 'node:path'
import { expect } from 'chai'
import { locatePostgres } from '../../../src/environments/lab/postgres/binaries.ts'
import { openFork } from '../../../src/environments/lab/postgres/fork.ts'
import { waitFor } from '../../../src/system/wait.ts'
import {
  ask,
  eventKinds,
  injected,
  insideUrl,
  LabRoot,
  openLab,
  storedSeqs,
  undone,
  untilEvent,
  untilRedundant,
  writeInside,
  writeOrder,
  writeUntilAcknowledged,
  type OpenLab,
} from '../../integration/lab/lab-harness.ts'

const answerOf = (lab: OpenLab, name: string): Promise<readonly string[]> =>
  ask(lab, 'dns', { act: 'answer', name, type: 'A' })

describe('two regions', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab

  before(async () => {
    root = await LabRoot.make()
  })
  afterEach(() => lab.environment.close('destroy'))
  after(() => root.remove())

  it('show themselves with their zones, a replica that streams, and what stands outside of both', async () => {
    lab = await openLab(root, { regions: '2' })
    expect(await untilRedundant(lab)).to.equal('db-b and db-c stream from db-a')
    const { regions, components } = await lab.environment.describe()
    expect(regions).to.deep.equal([
      { id: 'region-a', zones: ['a', 'b'] },
      { id: 'region-b', zones: ['c'] },
    ])
    expect(components.find(({ id }) => id === 'db-c')).to.include({ role: 'replica', zone: 'c' })
    const nowhere = components.filter(({ zone, region }) => zone === undefined && region === undefined)
    expect(nowhere.map(({ id }) => id)).to.deep.equal(['dns', 'customers', 'writer-name'])
    expect(await answerOf(lab, 'shop.blackstart.test')).to.deep.equal(['192.0.2.10'])
  })

  it('isolated: the primary’s region stops by itself, the other one takes over, and stays the writer', async () => {
    lab = await openLab(root, { regions: '2' })
    const { customerUrl } = lab.environment
    const first = await writeUntilAcknowledged(customerUrl, 'w', 0)
    await waitFor('the replica to have it', async () => (await storedSeqs(insideUrl(lab, 'db-c'), 'w')).length > 0, {
      timeoutMs: 10_000,
      everyMs: 20,
    })
    const target = await injected(lab, { kind: 'region.isolate', region: 'primary' })
    // Its pair is complete: until it knows that it is alone it acknowledges what nobody else will ever have.
    expect(await writeInside(lab, 'db-a', 1)).to.equal(true)
    await untilEvent(lab, 'region-self-fenced')
    expect(await writeInside(lab, 'db-a', 2)).to.equal(false)
    expect(await eventKinds(lab), 'promoted before the other side had stopped').not.to.include('promoted')
    const next = await writeUntilAcknowledged(customerUrl, 'w', 100)
    expect(await storedSeqs(insideUrl(lab, 'db-c'), 'w')).to.deep.equal([first, next])

    await undone(lab, target)
    expect(await untilRedundant(lab)).to.equal('db-a and db-b stream from db-c')
    expect(await storedSeqs(insideUrl(lab, 'db-c'), 'inside')).to.deep.equal([])
    const archive = join(lab.recordFolder, 'environment', 'forks', 'db-a-1.tar.gz')
    const fork = await openFork(await locatePostgres(), archive, join(lab.folder.dataRoot, 'fork'))
    try {
      expect(await storedSeqs(fork.url('shop'), 'inside')).to.deep.equal([1])
    } finally {
      await fork.dispose()
    }
    // The region is reached again and its front is well, but it was left: nobody is led back by himself.
    expect(await answerOf(lab, 'shop.blackstart.test')).to.deep.equal(['198.51.100.10'])
    expect(await answerOf(lab, 'writer.blackstart.test')).to.deep.equal(['198.51.100.10'])
    expect((await lab.environment.describe()).components.find(({ id }) => id === 'db-c')?.role).to.equal('primary')
  })

  it('isolated without an isolation response: two sides acknowledge, until the cut is undone', async () => {
    lab = await openLab(root, { regions: '2', 'isolation-timeout': '0s' })
    const target = await injected(lab, { kind: 'region.isolate', region: 'primary' })
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 0)
    expect(await writeInside(lab, 'db-a', 1)).to.equal(true)
    await undone(lab, target)
    expect(await writeInside(lab, 'db-a', 2)).to.equal(false)
    expect(await untilRedundant(lab)).to.equal('db-a and db-b stream from db-c')
    expect(await storedSeqs(insideUrl(lab, 'db-c'), 'inside')).to.deep.equal([])
  })

  it('cut off for a moment: nobody stops, nobody takes over', async () => {
    const patient = { 'region-health-interval': '1s', 'isolation-timeout': '1900ms' }
    lab = await openLab(root, { regions: '2', ...patient })
    const target = await injected(lab, { kind: 'region.isolate', region: 'primary', for: '200ms' })
    const over = async (): Promise<boolean> => (await lab.environment.faults.undone(target)).holds
    await waitFor('the cut to end by itself', over, { timeoutMs: 10_000, everyMs: 50 })
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 0)
    expect(await untilRedundant(lab)).to.equal('db-b and db-c stream from db-a')
    expect(await eventKinds(lab)).to.not.include.members(['region-self-fenced', 'region-lost'])
  })

  it('of which the other one is cut off: customers notice nothing, and the replica catches up', async () => {
    lab = await openLab(root, { regions: '2' })
    const { customerUrl } = lab.environment
    const target = await injected(lab, { kind: 'region.isolate', region: 'secondary' })
    expect(target.component).to.equal('region-b')
    for (let seq = 0; seq < 5; seq++) expect(await writeOrder(customerUrl, 'w', seq)).to.equal(201)
    expect(await storedSeqs(insideUrl(lab, 'db-c'), 'w')).to.deep.equal([])
    await undone(lab, target)
    expect(await untilRedundant(lab)).to.equal('db-b and db-c stream from db-a')
    await waitFor('the replica', async () => (await storedSeqs(insideUrl(lab, 'db-c'), 'w')).length === 5, {
      timeoutMs: 10_000,
      everyMs: 20,
    })
    expect(await eventKinds(lab)).not.to.include('region-lost')
  })

  it('fail over in order by an inverted health check: nothing is lost, and the left region refuses', async () => {
    lab = await openLab(root, { regions: '2' })
    const { customerUrl } = lab.environment
    const written: number[] = []
    for (let seq = 0; seq < 20; seq++) if ((await writeOrder(customerUrl, 'w', seq)) === 201) written.push(seq)
    await ask(lab, 'dns', { act: 'health-check', id: 'region-a', inverted: true })
    await untilEvent(lab, 'endpoint-moved')
    expect(await eventKinds(lab)).to.include('region-fenced')
    const next = await writeUntilAcknowledged(customerUrl, 'w', 100)
    expect(await storedSeqs(insideUrl(lab, 'db-c'), 'w')).to.deep.equal([...written, next])
    expect(await untilRedundant(lab)).to.equal('db-a and db-b stream from db-c')
    const { components } = await lab.environment.describe()
    const front = components.find(({ id }) => id === 'load-balancer')?.address
    const refused = await fetch(`http://${front}/orders/latest?writer=w`)
    expect([refused.status, refused.headers.get('x-effect'), await refused.json()]).to.deep.equal([
      503,
      'none',
      { error: 'region-withdrawn', effect: 'none' },
    ])
  })

  it('wait for people where failover is manual: an alarm is raised, and the second region takes over when asked', async () => {
    lab = await openLab(root, { regions: '2', failover: 'manual' })
    const target = await injected(lab, { kind: 'region.isolate', region: 'primary' })
    await untilEvent(lab, 'alarm')
    const alarm = (await lab.environment.events()).find(({ kind }) => kind === 'alarm')
    expect(alarm?.alert).to.equal('RegionUnreachable')
    expect(await eventKinds(lab)).not.to.include('promoted')
    expect(await ask(lab, 'hand', { act: 'promoted', on: '' })).to.equal('region-a')
    await ask(lab, 'hand', { act: 'promote', on: '' })
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 0)
    await untilEvent(lab, 'endpoint-moved')
    expect(await ask(lab, 'hand', { act: 'promoted', on: '' })).to.equal('region-b')
    await undone(lab, target)
  })

  it('switch over in order while both are well, and not at all when the first one cannot be reached', async () => {
    const patient = { 'region-health-interval': '5s', 'isolation-timeout': '9s' }
    lab = await openLab(root, { regions: '2', failover: 'manual', ...patient })
    const { customerUrl } = lab.environment
    const cut = await injected(lab, { kind: 'region.isolate', region: 'primary' })
    const refused = await ask(lab, 'region', { act: 'fail-over', how: 'switchover' }).then(
      () => 'done',
      () => 'failed',
    )
    expect(refused).to.equal('failed')
    expect(await eventKinds(lab)).not.to.include.members(['promoted', 'region-fenced'])
    await undone(lab, cut)
    const written: number[] = []
    for (let seq = 0; seq < 20; seq++) if ((await writeOrder(customerUrl, 'w', seq)) === 201) written.push(seq)
    await ask(lab, 'region', { act: 'fail-over', how: 'switchover' })
    const next = await writeUntilAcknowledged(customerUrl, 'w', 100)
    expect(await storedSeqs(insideUrl(lab, 'db-c'), 'w')).to.deep.equal([...written, next])
    expect(await untilRedundant(lab)).to.equal('db-a and db-b stream from db-c')
  })

  it('fail over at once when data loss is allowed, also from a region that is well: it acknowledges nothing more', async () => {
    lab = await openLab(root, { regions: '2', failover: 'manual' })
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 0)
    await ask(lab, 'region', { act: 'fail-over', how: 'allow-data-loss' })
    expect(await writeInside(lab, 'db-a', 1)).to.equal(false)
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 100)
    const fenced = (await lab.environment.events()).find(({ kind }) => kind === 'region-fenced')
    expect(fenced?.text).to.match(/at once: what it had not sent is lost/)
    expect(await untilRedundant(lab)).to.equal('db-a and db-b stream from db-c')
  })
})
