import { RpcClient } from '../../../system/rpc.ts'
import type { EndpointConfig } from '../endpoint/endpoint.ts'
import type { LabFolder } from '../folder.ts'
import { otherZone, relayId, type RouteName, routesOf, ZONES, type Zone } from '../names.ts'
import type { LabChild } from '../process/lab-child.ts'
import type { RelayConfig } from '../relay/relay.ts'
import type { LabSettings } from '../settings.ts'
import type { PartSpawner } from './part-spawner.ts'
import { RelayHandle } from './relay-handle.ts'

/** The ways between the parts; what they lead to comes later. */
export interface Network {
  readonly relays: Readonly<Record<Zone, RelayHandle>>
  readonly endpoint: LabChild
}

/** Starts the relays and the writer endpoint and joins them to each other. */
export async function bootNetwork(spawner: PartSpawner, folder: LabFolder, settings: LabSettings): Promise<Network> {
  const endpointConfig: EndpointConfig = {
    controlSocket: folder.controlSocket('endpoint'),
    propagationMs: settings.propagationMs,
  }
  const [a, b, endpoint] = await Promise.all([
    startRelay(spawner, folder, relayId('a'), routesOf(settings.capacity)),
    startRelay(spawner, folder, relayId('b'), routesOf(settings.capacity)),
    spawner.start('writer-endpoint', 'lab-endpoint', endpointConfig),
  ])
  const relays = { a, b }
  const writerPort = portOf(endpoint, 'sql')
  await Promise.all(
    ZONES.flatMap((zone) => [
      relays[zone].setTarget('writer', writerPort),
      relays[zone].setTarget('replication-out', relays[otherZone(zone)].port('replication-in')),
    ]),
  )
  return { relays, endpoint }
}

/** First target of the writer endpoint; later ones are the failover manager's business. */
export async function pointEndpoint(folder: LabFolder, port: number): Promise<void> {
  const control = await RpcClient.connect(folder.controlSocket('endpoint'))
  try {
    await control.call('move', { port }, 2_000)
  } finally {
    control.close()
  }
}

/** A port that a part has reported. */
export function portOf(child: LabChild, name: string): number {
  const port = child.ports[name]
  if (port === undefined) throw new Error(`'${child.id}' did not say where its '${name}' is`)
  return port
}

/** @param routes - where they lead to comes later */
export async function startRelay(
  spawner: PartSpawner,
  folder: LabFolder,
  id: string,
  routes: readonly RouteName[],
): Promise<RelayHandle> {
  const config: RelayConfig = {
    controlSocket: folder.controlSocket(id),
    routes: routes.map((name) => ({ name })),
  }
  return RelayHandle.connect(await spawner.start(id, 'lab-relay', config), config.controlSocket)
}
