import type { StackContainer } from '../stack.ts'

/** Name of our table in a container's network; whatever else is there is not ours. */
const TABLE = 'inet blackstart_cut'

/** Who a script acts on. */
type Process = Pick<StackContainer, 'id' | 'pid'>

/**
 * Kills the first process of a container, and with it everything inside: the kernel ends a pid namespace with its first
 * process. The engine sees a crash, and the restart policy answers.
 */
export function crashScript(process: Process): string {
  return `${assertOurs(process)}\nkill -KILL ${process.pid}`
}

/** What a container may still talk to while it is cut off. */
export interface CutExceptions {
  /** Addresses of those who share its fate. */
  readonly inside: readonly string[]
  /** Addresses of the host, from which the instrument asks the ports below. */
  readonly gateways: readonly string[]
  readonly instrumentPorts: readonly number[]
}

/**
 * Cuts a container off, in both directions and without a word: dropped packets are not answered. Nothing is written into
 * its image or its file system; the rules live in its network namespace, and go with it when it restarts.
 */
export function cutScript(process: Process, exceptions: CutExceptions): string {
  return [assertOurs(process), `nsenter -t ${process.pid} -n nft -f - <<'RULES'`, renderCut(exceptions), 'RULES'].join(
    '\n',
  )
}

/** Takes the rules away. Nothing happens where there are none. */
export function openScript(process: Process): string {
  return [
    assertOurs(process),
    `if nsenter -t ${process.pid} -n nft list table ${TABLE} >/dev/null 2>&1`,
    `then nsenter -t ${process.pid} -n nft delete table ${TABLE}`,
    'fi',
  ].join('\n')
}

/** Ends with 0 where the rules are in force, and prints how many packets they have dropped. */
export function isCutScript(process: Process): string {
  return `${assertOurs(process)}\nnsenter -t ${process.pid} -n nft list table ${TABLE}`
}

/** A pid may be another's by now: the control group of a container's process names the container. */
function assertOurs({ id, pid }: Process): string {
  return `grep -q ${id} /proc/${pid}/cgroup || { echo "process ${pid} is not of container ${id.slice(0, 12)}"; exit 3; }`
}

function renderCut({ inside, gateways, instrumentPorts }: CutExceptions): string {
  const others = (field: 'saddr' | 'daddr'): string[] =>
    inside.length === 0 ? [] : [`ip ${field} ${set(inside)} accept`]
  const instrument = (field: 'saddr' | 'daddr', port: 'dport' | 'sport'): string[] =>
    gateways.length === 0 || instrumentPorts.length === 0
      ? []
      : [`ip ${field} ${set(gateways)} tcp ${port} ${set(instrumentPorts)} accept`]
  const chain = (name: 'input' | 'output', rules: readonly string[]): string[] => [
    `  chain ${name} {`,
    `    type filter hook ${name} priority -300; policy accept;`,
    ...rules.map((rule) => `    ${rule}`),
    '    counter drop',
    '  }',
  ]
  return [
    // Declared first, so that the removal finds one: a second cut replaces the first.
    `add table ${TABLE}`,
    `delete table ${TABLE}`,
    `table ${TABLE} {`,
    ...chain('input', ['iifname "lo" accept', ...others('saddr'), ...instrument('saddr', 'dport')]),
    ...chain('output', ['oifname "lo" accept', ...others('daddr'), ...instrument('daddr', 'sport')]),
    '}',
  ].join('\n')
}

function set(values: readonly (string | number)[]): string {
  return `{ ${[...new Set(values)].join(', ')} }`
}
