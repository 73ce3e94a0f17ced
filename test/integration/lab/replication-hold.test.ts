import { join } from 'node:path'
import { expect } from 'chai'
import { locatePostgres } from '../../../src/environments/lab/postgres/binaries.ts'
import { openFork } from '../../../src/environments/lab/postgres/fork.ts'
import {
  eventKinds,
  intend,
  LabRoot,
  openLab,
  storedSeqs,
  writeOrder,
  writeUntilAcknowledged,
  type OpenLab,
} from './lab-harness.ts'

describe('The lab when its primary dies with WAL that the standby never got (asynchronous)', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab

  before(async () => {
    root = await LabRoot.make()
    lab = await openLab(root, { replication: 'async', 'replication-hold': '1s' })
  })

  after(async () => {
    await lab?.environment.close('destroy')
    await root.remove()
  })

  it('loses exactly what was acknowledged while the link was held, and the fork has it', async () => {
    const { customerUrl, faults, ownFaults, canary } = lab.environment
    const acknowledged: number[] = []
    const write = async (from: number, to: number): Promise<void> => {
      for (let seq = from; seq < to; seq++) {
        expect(await writeOrder(customerUrl, 'w', seq)).to.equal(201)
        acknowledged.push(seq)
      }
    }
    await write(0, 20)
    expect(ownFaults).to.deep.equal([{ kind: 'replication.hold', lead: '1000ms' }])
    const hold = await intend(lab, ownFaults[0]!, 1)
    await faults.inject(hold)
    expect((await faults.verify(hold)).holds).to.equal(true)
    expect((await faults.undone(hold)).holds).to.equal(false)
    await write(20, 60)

    const kill = await intend(lab, { kind: 'database.kill', role: 'primary' }, 2)
    await faults.inject(kill)
    await writeUntilAcknowledged(customerUrl, 'w', 1_000)
    const writer = canary?.nodes.find(({ role }) => role === 'writer')?.url ?? ''
    const survived = new Set(await storedSeqs(writer, 'w'))
    const lost = acknowledged.filter((seq) => !survived.has(seq))
    expect(lost.length).to.be.greaterThan(0)
    expect(lost).to.deep.equal(acknowledged.slice(-lost.length))
    expect(lost.length).to.be.at.most(40)

    await faults.undo(hold)
    await faults.undo(hold)
    expect((await faults.undone(hold)).holds).to.equal(true)
    const restored = await lab.environment.restoreRedundancy(AbortSignal.timeout(30_000))
    expect(restored.text).to.equal('db-a streams from db-b, async')

    const archive = join(lab.recordFolder, 'environment', 'forks', 'db-a-1.tar.gz')
    const fork = await openFork(await locatePostgres(), archive, join(lab.folder.dataRoot, 'fork'))
    try {
      const forked = await storedSeqs(fork.url('shop'), 'w')
      expect(forked).to.deep.equal(acknowledged)
    } finally {
      await fork.dispose()
    }
    const kinds = await eventKinds(lab)
    expect(kinds).to.include('held-replication-dropped')
  })
})
