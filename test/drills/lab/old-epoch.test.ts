import { join } from 'node:path'
import { expect } from 'chai'
import { rescue } from '../../../src/drill/rescue.ts'
import { RecordFolder } from '../../../src/drill/record.ts'
import { labDriver } from '../../../src/environments/lab/driver.ts'
import { FaultLedger } from '../../../src/ledger/fault-ledger.ts'
import { takeOrigin } from '../../../src/system/clock.ts'
import { identify } from '../../../src/system/identity.ts'
import { LabRoot, openLab } from '../../integration/lab/lab-harness.ts'

describe('a harness that goes on after its drill was taken over', function () {
  this.timeout(60_000)
  let root: LabRoot

  before(async () => {
    root = await LabRoot.make()
  })
  after(() => root.remove())

  it('is refused by the lab for its old epoch', async () => {
    const { environment, handle, recordFolder } = await openLab(root)
    try {
      const harness = identify(process.pid)
      if (harness === undefined) throw new Error('this process cannot be identified')
      const folder = RecordFolder.create(join(recordFolder, 'drill'))
      const origin = takeOrigin()
      const ledger = FaultLedger.create(folder.ledger, {
        kind: 'header',
        version: 1,
        drillId: 'test',
        handle,
        origin,
        harness,
      })
      const [target] = await environment.faults.resolve({ kind: 'database.kill', role: 'primary' }, 0)
      if (target === undefined) throw new Error('there is no primary')
      const intended = ledger.intend(target)

      // The rescuer is this very process, which it does not kill; and the lab is left to stand, so that only its epoch refuses.
      const reconnect = async (): ReturnType<typeof labDriver.reconnect> => ({
        ...(await labDriver.reconnect(handle)),
        destroy: async () => {},
      })
      const remaining = await rescue({
        recordFolder: folder.path,
        by: 'watchdog',
        reason: { code: 'killed', text: 'the harness gave no sign of life' },
        drivers: () => ({ ...labDriver, reconnect }),
      })
      expect(remaining).to.deep.equal([])

      const refused = await environment.faults.inject(intended).catch((error: unknown) => error)
      expect(String(refused)).to.include('epoch 1 has ended, the drill is in epoch 2: nothing was injected')
      const [primary] = await environment.faults.resolve({ kind: 'database.kill', role: 'primary' }, 0)
      expect(primary?.identity, 'the primary lives on').to.deep.equal(target.identity)
      ledger.close()
    } finally {
      await environment.close('destroy')
    }
  })
})
