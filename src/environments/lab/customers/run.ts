import type { LabNetwork } from '../dns/network.ts'
import { receiveConfig, reportReady } from '../process/child-side.ts'
import { Resolver } from './resolver.ts'
import { type Destination, WayOut } from './way-out.ts'

export interface CustomersConfig {
  /** Port of the lab's name server on loopback. */
  readonly dnsPort: number
  /** By the name under which the port is told. */
  readonly destinations: Readonly<Record<string, Destination>>
  readonly network: LabNetwork
}

/** The process `lab-customers`: the machine that customers sit at, outside of every region. */
export async function runCustomers(): Promise<void> {
  const { dnsPort, destinations, network } = await receiveConfig<CustomersConfig>()
  const resolver = new Resolver(dnsPort)
  const ports: Record<string, number> = {}
  for (const [name, destination] of Object.entries(destinations)) {
    ports[name] = (await WayOut.open(destination, resolver, network)).port
  }
  reportReady(ports)
}
