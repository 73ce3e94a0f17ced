import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { undoPatiently } from '../../src/drill/patient-undo.ts'
import { sharedStoreOf } from '../../src/environments/aws/open.ts'
import { recoverShared } from '../../src/environments/aws/shared/recover-shared.ts'
import { awsFaultPlane } from '../../src/environments/aws/faults/fault-plane.ts'
import { LOCAL_ACCOUNT } from '../../src/environments/aws-lab/local-account.ts'
import { localReach } from '../support/aws/account.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const DRILL = fileURLToPath(new URL('../support/aws/drill-to-kill.ts', import.meta.url))
/** The lock is written anew every 5 s: so long it is looked at in the test, of a drill that is known to be dead. */
const LOOKED_MS = 50

describe('a drill whose machine is gone', () => {
  let aws: LocalEndpoints

  beforeEach(async () => void (aws = await new LocalEndpoints({ speed: 20 }).listen()))
  afterEach(() => aws.close())

  it('is undone from another one, by the shared store alone', async () => {
    const child = spawn(process.execPath, ['-C', 'blackstart-source', DRILL, aws.endpoint], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    expect(String(said)).to.equal('in force\n')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(aws.lab.done).to.deep.equal(['cut a'])

    const reach = localReach(aws)
    const store = await sharedStoreOf(reach, LOCAL_ACCOUNT.accountId)
    if (store === undefined) throw new Error('there is no shared store')
    expect(await store.holder()).to.include({ drillId: 'killed-drill' })
    const faults = awsFaultPlane(reach)
    const remainders = await recoverShared(store, {
      undo: (target) => undoPatiently(faults, target),
      byHand: (target) => faults.byHand?.(target),
      deadAfterMs: LOOKED_MS,
      lateMs: 0,
    })
    expect(remainders.map(({ undone, of }) => [undone, of])).to.deep.equal([[true, 'drill killed-drill']])
    expect(aws.lab.done).to.deep.equal(['cut a', 'open a'])
    expect([await store.holder(), await store.intents()]).to.deep.equal([undefined, []])
  })
})
