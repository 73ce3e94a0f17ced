import { runBalancer } from '../../src/environments/lab/balancer/run.ts'
import { runEndpoint } from '../../src/environments/lab/endpoint/run.ts'
import { runLabd } from '../../src/environments/lab/labd/run.ts'
import { runManager } from '../../src/environments/lab/manager/run.ts'
import { runRelay } from '../../src/environments/lab/relay/run.ts'
import { runService } from '../../src/environments/lab/service/run.ts'

/** The processes of the lab for tests, without the command line: the role is the last argument. */
const ROLES: Readonly<Record<string, () => Promise<void>>> = {
  labd: runLabd,
  'lab-relay': runRelay,
  'lab-service': runService,
  'lab-balancer': runBalancer,
  'lab-endpoint': runEndpoint,
  'lab-manager': runManager,
  'lab-dns': async () => (await import('../../src/environments/lab/dns/run.ts')).runDns(),
  'lab-customers': async () => (await import('../../src/environments/lab/customers/run.ts')).runCustomers(),
  // Only few labs have it, and it brings the clients of AWS with it.
  'lab-aws': async () => (await import('../../src/environments/lab/aws/run.ts')).runAws(),
}

const role = process.argv.at(-1) ?? ''
const run = ROLES[role]
if (run === undefined) throw new RangeError(`the labs of the tests have no process '${role}'`)
await run()
