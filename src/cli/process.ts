import { PROCESS_ROLES, type ProcessRole } from '../model/launcher.ts'
import { EXIT } from '../model/exit-codes.ts'

/** Each role imports only what it needs: a relay is small. */
const ROLES: Record<ProcessRole, () => Promise<unknown>> = {
  watchdog: async () => {
    const [{ runWatchdog }, { driverNamed }] = await Promise.all([
      import('../drill/watchdog.ts'),
      import('./environments.ts'),
    ])
    process.exitCode = await runWatchdog(driverNamed)
  },
  prober: async () => (await import('../observe/prober.ts')).runProber(),
  labd: async () => (await import('../environments/lab/labd/run.ts')).runLabd(),
  'lab-relay': async () => (await import('../environments/lab/relay/run.ts')).runRelay(),
  'lab-service': async () => (await import('../environments/lab/service/run.ts')).runService(),
  'lab-balancer': async () => (await import('../environments/lab/balancer/run.ts')).runBalancer(),
  'lab-endpoint': async () => (await import('../environments/lab/endpoint/run.ts')).runEndpoint(),
  'lab-manager': async () => (await import('../environments/lab/manager/run.ts')).runManager(),
  'lab-dns': async () => (await import('../environments/lab/dns/run.ts')).runDns(),
  'lab-customers': async () => (await import('../environments/lab/customers/run.ts')).runCustomers(),
  'lab-aws': async () => (await import('../environments/lab/aws/run.ts')).runAws(),
  'stack-database': async () => (await import('../environments/lab/stack/database.ts')).runStackDatabase(),
  'stack-service': async () => (await import('../environments/lab/stack/service.ts')).runStackService(),
  'stack-balancer': async () => (await import('../environments/lab/stack/balancer.ts')).runStackBalancer(),
  'stack-endpoint': async () => (await import('../environments/lab/stack/endpoint.ts')).runStackEndpoint(),
  'stack-manager': async () => (await import('../environments/lab/stack/manager.ts')).runStackManager(),
  'stack-hand': async () => (await import('../environments/lab/stack/hand.ts')).runStackHand(process.argv.slice(3)),
}

const role = process.argv[2]
if (!isRole(role)) {
  process.stderr.write(`blackstart: '${role ?? ''}' is not a process role: this file is started by blackstart itself\n`)
  process.exit(EXIT.usage)
}
await ROLES[role]()

function isRole(text: string | undefined): text is ProcessRole {
  return PROCESS_ROLES.some((known) => known === text)
}
