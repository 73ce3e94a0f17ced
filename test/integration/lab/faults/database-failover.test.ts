import { expect } from 'chai'
import {
  eventKinds,
  intend,
  injected,
  insideUrl,
  LabRoot,
  openLab,
  storedSeqs,
  undone,
  untilEvent,
  untilRedundant,
  writeOrder,
  writeUntilAcknowledged,
  type OpenLab,
} from '../lab-harness.ts'

describe('database.failover', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab

  before(async () => {
    root = await LabRoot.make()
    // Asynchronous: only an orderly stop keeps what was acknowledged last.
    lab = await openLab(root, { replication: 'async' })
  })
  after(async () => {
    await lab?.environment.close('destroy')
    await root.remove()
  })

  it('changes the roles on request, loses nothing, and says that nobody had to notice anything', async () => {
    const { customerUrl, faults } = lab.environment
    const acknowledged: number[] = []
    for (let seq = 0; seq < 20; seq++) {
      expect(await writeOrder(customerUrl, 'w', seq)).to.equal(201)
      acknowledged.push(seq)
    }
    const target = await intend(lab, { kind: 'database.failover' })
    expect((await faults.undone(target)).text).to.contain('never asked')
    await faults.inject(target)
    const proof = await faults.verify(target)
    expect(proof.holds, proof.text).to.equal(true)
    expect(proof.text).to.contain('detection was not exercised')
    await untilEvent(lab, 'endpoint-moved')
    await undone(lab, target)
    acknowledged.push(await writeUntilAcknowledged(customerUrl, 'w', 100))
    expect(await storedSeqs(insideUrl(lab, 'db-b'), 'w')).to.deep.equal(acknowledged)
    expect(await untilRedundant(lab)).to.equal('db-a streams from db-b, async')
    const kinds = await eventKinds(lab)
    expect(kinds).to.include.members(['switchover-requested', 'primary-stopped', 'promoted'])
    expect(kinds).not.to.include('primary-lost')
  })

  it('is refused while there is no standby', async () => {
    await injected(lab, { kind: 'standby.lose' }, 2)
    await untilEvent(lab, 'standby-lost')
    const target = await intend(lab, { kind: 'database.failover' }, 3)
    const error = await lab.environment.faults.inject(target).catch((reason: Error) => reason.name)
    expect(error).to.equal('NoStandbyError')
  })
})
