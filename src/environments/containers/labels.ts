/**
 * What a compose file says about its services by labels.
 *
 * | label | meaning |
 * |---|---|
 * | `blackstart.role` | what it does: primary, standby, service, load-balancer, writer-endpoint, failover-manager |
 * | `blackstart.zone` | the zone in which it stands; without it, it stands outside of all |
 * | `blackstart.http` | this is the address that customers use, at this port of the container |
 * | `blackstart.sql` | how it is asked by SQL, as a URL without a password; its port is the container's |
 * | `blackstart.ready` | a text that its log shows once it is ready |
 * | `blackstart.events` | `stdout`: it tells control-plane events, as JSON, one a line |
 * | `blackstart.data` | folder of a database's files in its container, which is lost together with a standby |
 * | `blackstart.switchover` | a shell command, run in this container, that asks the control plane for a switchover |
 * | `blackstart.evidence` | folder of its container that is copied into the record before the stack is removed |
 * | `blackstart.hand.NAME` | a shell command, run in this container: the value of a runbook's input NAME |
 */
export const LABELS = {
  role: 'blackstart.role',
  zone: 'blackstart.zone',
  http: 'blackstart.http',
  sql: 'blackstart.sql',
  ready: 'blackstart.ready',
  events: 'blackstart.events',
  data: 'blackstart.data',
  switchover: 'blackstart.switchover',
  evidence: 'blackstart.evidence',
} as const

/** Begins all labels that are ours. */
export const OUR_PREFIX = 'blackstart.'

/** Begins the labels that say how a runbook's inputs are found; `{primary}` and `{standby}` are filled in. */
export const HAND_PREFIX = 'blackstart.hand.'

/** On everything that a drill makes, with the drill's id. */
export const DRILL_LABEL = 'blackstart.drill'

/** What compose itself puts on everything of a project. */
export const PROJECT_LABEL = 'com.docker.compose.project'
export const SERVICE_LABEL = 'com.docker.compose.service'
export const NUMBER_LABEL = 'com.docker.compose.container-number'
