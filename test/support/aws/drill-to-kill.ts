import { AWS_PARTS } from '../../../src/environments/aws/parts.ts'
import { reachOf, sharedStoreOf } from '../../../src/environments/aws/open.ts'
import { awsFaultPlane } from '../../../src/environments/aws/faults/fault-plane.ts'
import { holdAccount } from '../../../src/environments/aws/shared/hold.ts'
import { withSharedIntents } from '../../../src/environments/aws/shared/with-intents.ts'
import { LOCAL_ACCOUNT, localSettings } from '../../../src/environments/aws-lab/local-account.ts'
import type { IntendedInjection } from '../../../src/model/fault.ts'

/*
 * A drill on a machine that will be gone: it cuts a zone off through the endpoints at the address that it is given, says
 * so, and lives until it is killed.
 */
const endpoint = process.argv[2] ?? ''
const options = { via: 'fis', everyMs: 20, timeoutMs: 1_000, pollMs: 5, undoMs: 300_000 } as const
const reach = reachOf(localSettings(AWS_PARTS, { ...LOCAL_ACCOUNT, endpoint }, options), 600_000)
const store = await sharedStoreOf(reach, LOCAL_ACCOUNT.accountId)
if (store === undefined) throw new Error('there is no shared store')
const hold = await holdAccount(store, 'killed-drill')
const plane = withSharedIntents(awsFaultPlane(reach), store, hold)
const [target] = await plane.resolve({ kind: 'zone.isolate', of: 'primary' }, 0)
const intended = { ...target, injectionId: 1, epoch: 1, drillId: 'killed-drill' } as unknown as IntendedInjection
await plane.inject(intended)
await plane.verify(intended)
process.stdout.write('in force\n')
setInterval(() => {}, 1_000)
