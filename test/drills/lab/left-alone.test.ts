import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { labDriver } from '../../../src/environments/lab/driver.ts'
import { LabFolder } from '../../../src/environments/lab/folder.ts'
import { startLabd } from '../../../src/environments/lab/start-labd.ts'
import { waitFor } from '../../../src/system/wait.ts'
import { fastSettings, LabRoot, LAUNCHER, openLab, signalLabd, Traces } from '../../integration/lab/lab-harness.ts'

describe('A lab that is left alone', function () {
  this.timeout(60_000)
  let root: LabRoot

  before(async () => {
    root = await LabRoot.make()
  })
  after(() => root.remove())

  it('is ended by a rescuer though labd hangs', async () => {
    const open = await openLab(root)
    const traces = await Traces.take(open.folder)
    signalLabd(open.folder, 'SIGSTOP')
    const recovered = await labDriver.reconnect(open.handle)
    await recovered.destroy()
    await traces.expectNoneLeft()
  })

  it('ends itself when nobody renews its lease', async () => {
    const folder = new LabFolder(join(root.path, 'leased'))
    const config = { folder: folder.root, evidenceFolder: join(root.path, 'record'), launcher: LAUNCHER }
    const connection = await startLabd({ ...config, settings: fastSettings(), leaseMs: 3_000 }, folder)
    const traces = await Traces.take(folder)
    await sleep(4_000)
    expect(existsSync(folder.socket), 'while it is renewed').to.equal(true)
    connection.close()
    await waitFor('the lab to be gone', () => !existsSync(folder.root), { timeoutMs: 15_000, everyMs: 50 })
    await traces.expectNoneLeft()
  })
})
