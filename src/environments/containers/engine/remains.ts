import { type Bounded, orGone } from './calls.ts'
import type { Dockerode } from './client.ts'

/** Removes all images with a label. @returns their names */
export async function removeImages(docker: Dockerode, label: string, bounded: Bounded): Promise<readonly string[]> {
  const images = await bounded('images', () => docker.listImages({ filters: { label: [label] } }))
  for (const { Id } of images) {
    await bounded('image', () => orGone(docker.getImage(Id).remove({ force: true })))
  }
  return images.map(({ Id, RepoTags }) => `image ${RepoTags?.[0] ?? Id}`)
}

/** Removes all networks and volumes with a label; whatever hangs on the networks is disconnected. @returns their names */
export async function removeNetworksAndVolumes(
  docker: Dockerode,
  label: string,
  bounded: Bounded,
): Promise<readonly string[]> {
  const filters = { label: [label] }
  const networks = await bounded('networks', () => docker.listNetworks({ filters }))
  const volumes = await bounded('volumes', () => docker.listVolumes({ filters }))
  for (const { Id } of networks) await bounded('network', () => removeNetwork(docker.getNetwork(Id)))
  for (const { Name } of volumes.Volumes ?? []) {
    await bounded('volume', () => orGone(docker.getVolume(Name).remove({ force: true })))
  }
  return [
    ...networks.map(({ Name }) => `network ${Name}`),
    ...(volumes.Volumes ?? []).map(({ Name }) => `volume ${Name}`),
  ]
}

/** The engine may keep the end of a container that is gone, and then the network is "in use" for ever. */
async function removeNetwork(network: ReturnType<Dockerode['getNetwork']>): Promise<void> {
  const seen = (await orGone(network.inspect())) as {
    readonly Containers?: Readonly<Record<string, { Name: string }>>
  }
  for (const { Name } of Object.values(seen?.Containers ?? {})) {
    await orGone(network.disconnect({ Container: Name, Force: true }), 403, 500)
  }
  await orGone(network.remove())
}
