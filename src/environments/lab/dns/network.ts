/**
 * How the lab's public addresses are reached: `192.0.2.10:80` → a port on loopback. The addresses are those that nobody
 * has (RFC 5737): a machine has one loopback, and two regions cannot stand behind the same address.
 */
export type LabNetwork = Readonly<Record<string, number>>

/** @returns port on loopback; undefined when the address leads nowhere */
export function portBehind(network: LabNetwork, address: string, port: number): number | undefined {
  return network[`${address}:${port}`]
}
