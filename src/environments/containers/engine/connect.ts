import { DockerEngine, type Engine } from './engine.ts'

/** No container engine answers. */
export class EngineMissingError extends Error {
  override readonly name = 'EngineMissingError'
}

/**
 * Finds the engine as Docker's own tools do: by `DOCKER_HOST`, by the configuration of testcontainers, at the usual sockets.
 *
 * @param address - `DOCKER_HOST` of the drill, for a rescuer who was started without it
 * @throws EngineMissingError
 */
export async function connectEngine(address?: string): Promise<Engine> {
  if (address !== undefined && address !== '') process.env['DOCKER_HOST'] ??= address
  try {
    // Loaded late: it is large, and a drill elsewhere has no use for it.
    const { getContainerRuntimeClient } = await import('testcontainers')
    const { container, info } = await getContainerRuntimeClient()
    return new DockerEngine(
      container.dockerode,
      info.containerRuntime.host,
      String(info.containerRuntime.serverVersion),
    )
  } catch (cause) {
    const where = process.env['DOCKER_HOST']
    throw new EngineMissingError(
      `no container engine answers${where === undefined ? ' at the usual places' : ` at DOCKER_HOST=${where}`}: ` +
        'start Docker or Podman, or set DOCKER_HOST (DEBUG=testcontainers* tells what was tried)',
      { cause },
    )
  }
}
