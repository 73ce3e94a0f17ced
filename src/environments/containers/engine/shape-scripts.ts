import { STILL_THERE } from './drop-scripts.ts'
import { assertOurs, assertOwnNetwork, ifOurs, type Process } from './scripts.ts'

/** By this handle ours is told from a queue that somebody else has put there. */
const HANDLE = 'b1ac:'

/** Queues that are not in the way: the kernel's own, which it puts back by itself, and those of what is received. */
const HARMLESS = '^qdisc [a-z_]+ 0: |^qdisc (ingress|clsact) |^$'

/** How a container's packets are queued: in the words of `tc`. */
export type Shape = `netem delay ${number}ms` | `tbf rate ${number}kbit burst ${number} latency ${number}ms`

/** How long a packet may wait for its turn before the queue drops it, in milliseconds. */
const QUEUE_MS = 400
/** Less than this never gets a full packet through, in bytes. */
const LEAST_BURST = 5_000

/** Holds what is sent to a rate: a burst of ten milliseconds' worth at once. */
export function bandwidthShape(kbitPerSecond: number): Shape {
  const burst = Math.max(LEAST_BURST, Math.ceil((kbitPerSecond * 1_000) / 8 / 100))
  return `tbf rate ${kbitPerSecond}kbit burst ${burst} latency ${QUEUE_MS}ms`
}

export function latencyShape(delayMs: number): Shape {
  return `netem delay ${delayMs}ms`
}

/** Ends with 0 where nobody's queue is: a device has one, and what is replaced does not come back. */
export function isFreeScript(process: Process): string {
  return [
    assertOurs(process),
    `queues=$(${tc(process, 'qdisc show')}) || exit $?`,
    `if echo "$queues" | grep -vE '${HARMLESS}'; then echo 'what it sends is held back already'; exit 4; fi`,
  ].join('\n')
}

/** Queues what a container sends. A second time replaces the first. */
export function shapeScript(process: Process, shape: Shape): string {
  return [
    assertOurs(process),
    assertOwnNetwork(process),
    ...onEachDevice(process, tc(process, `qdisc replace dev "$device" root handle ${HANDLE} ${shape}`) + ' || exit $?'),
  ].join('\n')
}

/** Takes the queue away. Nothing happens where there is none of ours. */
export function unshapeScript(process: Process): string {
  return [
    ifOurs(process),
    ...onEachDevice(
      process,
      `queues=$(${tc(process, 'qdisc show dev "$device"')}) || exit $?; if echo "$queues" | grep -q ' ${HANDLE} '; ` +
        `then ${tc(process, 'qdisc del dev "$device" root')} || exit $?; fi`,
    ),
  ].join('\n')
}

/** Ends with 0 where our queue is, and prints what went through it. */
export function isShapedScript(process: Process): string {
  return `${assertOurs(process)}\n${tc(process, '-s qdisc show')} | grep -A 3 ' ${HANDLE} '`
}

/** Ends with 0 where our queue is seen not to be there. That nobody could look is no 0. */
export function isUnshapedScript(process: Process): string {
  return [
    assertOurs(process),
    `queues=$(${tc(process, 'qdisc show')}) || exit $?`,
    `if echo "$queues" | grep ' ${HANDLE} '; then exit ${STILL_THERE}; fi`,
  ].join('\n')
}

/** Ends with 0 where the kernel can delay packets: tried on the helper's own loopback, which nobody uses. */
export const CAN_DELAY = 'tc qdisc add dev lo root netem delay 1ms && tc qdisc del dev lo root'

/** How many bytes a listing says went through our queues. */
export function shapedBytes(listing: string): number {
  return [...listing.matchAll(/Sent (\d+) bytes/g)].reduce((sum, [, count]) => sum + Number(count), 0)
}

function tc({ pid }: Process, command: string): string {
  return `nsenter -t ${pid} -n tc ${command}`
}

/** The network devices of a container but its loopback; two lines of headings stand above them. */
function onEachDevice({ pid }: Process, command: string): string[] {
  return [
    "while IFS=' :' read -r device rest; do",
    '  case $device in lo | Inter-* | face*) continue ;; esac',
    `  ${command}`,
    `done </proc/${pid}/net/dev`,
  ]
}
