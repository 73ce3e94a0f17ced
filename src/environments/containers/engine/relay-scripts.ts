import { assertOurs, assertOwnNetwork, ifOurs, type Process } from './scripts.ts'
import { isListed, listTables, passScript, STILL_THERE } from './drop-scripts.ts'

/**
 * The relay of the helper's image (`stack/hands/relay`): it holds the packets that the kernel hands over to it, for kernels
 * that cannot delay by themselves. One in each network; the number of its queue and its mark are written there, too.
 */
const RELAY = 'blackstart-relay'
const QUEUE = 0xb1ac
const MARK = '0xb1ac'

/** How long a relay may take to begin, or to end, in steps of a twentieth of a second. */
const STEPS = 60

/** The helper's own network, in which nobody is, and a table there. */
const OWN = 'inet blackstart_try'

/** Ends with 0 where the kernel hands packets over and the helper has a relay: tried where nobody is. */
export const CAN_RELAY = [
  "nft -f - <<'RULES' || exit $?",
  renderHold(OWN),
  'RULES',
  `${RELAY} try ${nameIn(OWN)}`,
  'code=$?',
  `nft delete table ${OWN}`,
  'exit $code',
].join('\n')

/** Ends with 0 where no relay is: a network has one. */
export function isFreeOfRelaysScript(process: Process): string {
  return [
    assertOurs(process),
    `if ${isBound(process)}`,
    "then echo 'what it sends is held back by a relay already'; exit 4",
    'fi',
  ].join('\n')
}

/**
 * Has a relay hold whatever a container sends. Nothing happens where it does already; what is left of one that has died is
 * removed first. Everything lives in the network of the container: a relay ends with its table, or with the process.
 */
export function holdScript(process: Process, table: string, delayMs: number, folder = '/tmp/blackstart'): string {
  const said = `${folder}/relay-${nameIn(table)}`
  const inside = `nsenter -t ${process.pid} -n`
  return [
    assertOurs(process),
    assertOwnNetwork(process),
    listTables(process),
    `if ${isListed(table)} && ${isBound(process)}; then exit 0; fi`,
    `(${letGoScript(process, table)}\n) || exit $?`,
    `${inside} nft -f - <<'RULES' || exit $?`,
    renderHold(table),
    'RULES',
    `: >${said}`,
    `${inside} ${RELAY} hold ${delayMs} ${process.pid} ${nameIn(table)} >${said} 2>&1 </dev/null &`,
    'relay=$! steps=0',
    `until grep -qx holding ${said}; do`,
    `  steps=$((steps + 1))`,
    `  if ! kill -0 $relay 2>/dev/null || [ $steps -gt ${STEPS} ]; then`,
    `    echo "the relay does not begin: $(cat ${said})"; kill -KILL $relay 2>/dev/null; exit 1`,
    '  fi',
    '  sleep 0.05',
    'done',
  ].join('\n')
}

/** Takes the table away, which ends the relay: what is under way arrives. Nothing happens where there is none. */
export function letGoScript(process: Process, table: string): string {
  return [
    ifOurs(process),
    `(${passScript(process, table)}\n) || exit $?`,
    'steps=0',
    `while ${isBound(process)}; do`,
    '  steps=$((steps + 1))',
    `  [ $steps -le ${STEPS} ] || { echo 'the relay does not end'; exit ${STILL_THERE}; }`,
    '  sleep 0.05',
    'done',
  ].join('\n')
}

/** Ends with 0 where packets are handed over and a relay takes them. */
export function isHeldScript(process: Process, table: string): string {
  return [
    assertOurs(process),
    listTables(process),
    `${isListed(table)} || { echo 'its packets are not handed over any more'; exit 1; }`,
    `${isBound(process)} || { echo "no relay takes its packets any more"; exit 1; }`,
  ].join('\n')
}

/** Ends with 0 where neither a table nor a relay is seen. That nobody could look is no 0. */
export function isLetGoScript(process: Process, table: string): string {
  return [
    assertOurs(process),
    listTables(process),
    `if ${isListed(table)}; then echo 'its packets are still handed over'; exit ${STILL_THERE}; fi`,
    `[ -r ${queuesOf(process)} ] || { echo 'nobody can say whether a relay holds its packets'; exit 1; }`,
    `if ${isBound(process)}; then echo 'a relay still holds its packets'; exit ${STILL_THERE}; fi`,
  ].join('\n')
}

/**
 * Asks for a connection from inside the network, as the container would, and for one that is not held. Prints how long each
 * took, in milliseconds.
 *
 * @param addresses - of those who may answer; a refusal is an answer
 * @param delayMs - by which the answer is late
 */
export function timeScript(process: Process, addresses: readonly string[], delayMs: number): string {
  return `${assertOurs(process)}\nnsenter -t ${process.pid} -n ${RELAY} time ${delayMs} ${addresses.join(' ')}`
}

/** What {@link timeScript} has printed, in milliseconds. */
export function timesIn(said: string): { readonly through: number; readonly past: number } {
  const [through = Number.NaN, past = Number.NaN] = said.split(' ').map(Number)
  return { through, past }
}

/** The relay adds the last rule: nft cannot write it for every kernel. */
function renderHold(table: string): string {
  return [
    `table ${table} {`,
    '  chain output {',
    '    type filter hook output priority -300; policy accept;',
    '    oifname "lo" accept',
    `    meta mark ${MARK} accept`,
    '  }',
    '}',
  ].join('\n')
}

function nameIn(table: string): string {
  return table.replace('inet ', '')
}

function queuesOf({ pid }: Process): string {
  return `/proc/${pid}/net/netfilter/nfnetlink_queue`
}

/** Whether a relay is there, by the kernel's own list of those who take packets. */
function isBound(process: Process): string {
  return `grep -qE '^ *${QUEUE} ' ${queuesOf(process)}`
}
