import { assertOurs, assertOwnNetwork, ifOurs, type Process } from './scripts.ts'

/** Which packets of a container vanish. */
export interface Drop {
  /** `in`: what reaches it; `out`: what it sends. */
  readonly direction: 'in' | 'out' | 'both'
  /** Only what it exchanges with these addresses. @default everybody */
  readonly peers?: readonly string[]
  /** Only what goes to this port of the peers, and comes from it. @default any */
  readonly peerPort?: number
  /** Of a hundred packets so many. @default all */
  readonly percent?: number
  /** Addresses of those who share its fate. */
  readonly inside: readonly string[]
  /** Addresses of the host, from which the instrument asks the ports below. */
  readonly gateways: readonly string[]
  readonly instrumentPorts: readonly number[]
}

/** How a look ends that sees what should be gone. */
export const STILL_THERE = 6

/** Name of an injection's table in a container's network; whatever else is there is not ours. */
export function tableOf({ injectionId }: { readonly injectionId: number }): string {
  return `inet blackstart_${injectionId}`
}

/**
 * Drops packets of a container without a word: nobody is answered. Nothing is written into its image or its file system;
 * the rules live in its network namespace, and go with it when it restarts.
 */
export function dropScript(process: Process, table: string, drop: Drop): string {
  return [
    assertOurs(process),
    assertOwnNetwork(process),
    `nsenter -t ${process.pid} -n nft -f - <<'RULES'`,
    renderDrop(table, drop),
    'RULES',
  ].join('\n')
}

/** Takes the rules away. Nothing happens where there are none; where nobody can say, it fails. */
export function passScript(process: Process, table: string): string {
  return [
    ifOurs(process),
    listTables(process),
    `if ${isListed(table)}`,
    `then nsenter -t ${process.pid} -n nft delete table ${table}`,
    'fi',
  ].join('\n')
}

/** Ends with 0 where the rules are seen not to be there. That nobody could look proves nothing: it is no 0. */
export function isPassingScript(process: Process, table: string): string {
  return [
    assertOurs(process),
    listTables(process),
    `if ${isListed(table)}`,
    `then echo 'its packets are still dropped'; exit ${STILL_THERE}`,
    'fi',
  ].join('\n')
}

/** Ends with 0 where the rules are in force, and prints how many packets they have dropped. */
export function isDroppingScript(process: Process, table: string): string {
  return `${assertOurs(process)}\nnsenter -t ${process.pid} -n nft list table ${table}`
}

/** How many packets a listing says were dropped. */
export function droppedPackets(listing: string): number {
  return [...listing.matchAll(/counter packets (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0)
}

/** Has the shell read which tables there are, for {@link isListed}. */
export function listTables({ pid }: Process): string {
  return `tables=$(nsenter -t ${pid} -n nft list tables) || exit $?`
}

export function isListed(table: string): string {
  return `echo "$tables" | grep -qx 'table ${table}'`
}

function renderDrop(table: string, drop: Drop): string {
  return [
    // Declared first, so that the removal finds one: a second time replaces the first.
    `add table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    ...(drop.direction === 'out' ? [] : chain('input', drop)),
    ...(drop.direction === 'in' ? [] : chain('output', drop)),
    '}',
  ].join('\n')
}

function chain(name: 'input' | 'output', drop: Drop): string[] {
  const incoming = name === 'input'
  const field = incoming ? 'saddr' : 'daddr'
  const { inside, gateways, instrumentPorts, peers, peerPort, percent } = drop
  const asked = instrumentPorts.length === 0 ? [] : byFamily(field, gateways)
  const conditions = [
    ...(peerPort === undefined ? [] : [`tcp ${incoming ? 'sport' : 'dport'} ${peerPort}`]),
    // Of ten thousand, so that hundredths of a per cent can be told apart.
    ...(percent === undefined ? [] : [`numgen random mod 10000 < ${Math.round(percent * 100)}`]),
    'counter drop',
  ].join(' ')
  return [
    `  chain ${name} {`,
    `    type filter hook ${name} priority -300; policy accept;`,
    `    ${incoming ? 'iifname' : 'oifname'} "lo" accept`,
    ...byFamily(field, inside).map((those) => `    ${those} accept`),
    // Without these IPv6 does not find those who may be talked to.
    ...([...inside, ...gateways].some(isIpv6)
      ? ['    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept']
      : []),
    ...asked.map((those) => `    ${those} tcp ${incoming ? 'dport' : 'sport'} ${set(instrumentPorts)} accept`),
    ...(peers === undefined
      ? [`    ${conditions}`]
      : byFamily(field, peers).map((those) => `    ${those} ${conditions}`)),
    '  }',
  ]
}

/** One condition for the IPv4 addresses among them, and one for the IPv6 addresses. */
function byFamily(field: 'saddr' | 'daddr', addresses: readonly string[]): string[] {
  const [v4, v6] = [addresses.filter((one) => !isIpv6(one)), addresses.filter(isIpv6)]
  return [
    ...(v4.length === 0 ? [] : [`ip ${field} ${set(v4)}`]),
    ...(v6.length === 0 ? [] : [`ip6 ${field} ${set(v6)}`]),
  ]
}

function isIpv6(address: string): boolean {
  return address.includes(':')
}

function set(values: readonly (string | number)[]): string {
  return `{ ${[...new Set(values)].join(', ')} }`
}
