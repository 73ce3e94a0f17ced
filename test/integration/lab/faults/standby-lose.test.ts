import { existsSync } from 'node:fs'
import { expect } from 'chai'
import { TargetMovedError } from '../../../../src/environments/environment.ts'
import {
  injected,
  LabRoot,
  openLab,
  undone,
  untilEvent,
  untilRedundant,
  writeUntilAcknowledged,
  type OpenLab,
} from '../lab-harness.ts'

describe('standby.lose', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab

  before(async () => {
    root = await LabRoot.make()
    lab = await openLab(root)
  })
  after(async () => {
    await lab?.environment.close('destroy')
    await root.remove()
  })

  it('takes the data along; commits go on when the failover manager lets go of it, and a fresh copy is made', async () => {
    const target = await injected(lab, { kind: 'standby.lose' })
    expect(existsSync(String(target.identity['dataFolder']))).to.equal(false)
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 0)
    await untilEvent(lab, 'synchronous-off')
    expect(await untilRedundant(lab)).to.equal('db-b streams from db-a, sync')
    await undone(lab, target)
    const again = await lab.environment.faults.inject(target).catch((error: unknown) => error)
    expect(again).to.be.instanceOf(TargetMovedError)
  })
})
