import type { Duplex } from 'node:stream'
import type { ContainerRuntimeClient } from 'testcontainers'
import { within } from '../../../system/deadline.ts'

/** No container engine answers. */
export class EngineMissingError extends Error {
  override readonly name = 'EngineMissingError'
}

type Dockerode = ContainerRuntimeClient['container']['dockerode']
export type Inspection = Awaited<ReturnType<ReturnType<Dockerode['getContainer']>['inspect']>>

/** How long a call of the engine may take, in milliseconds. A stop waits for the container, and has a bound of its own. */
const CALL_TIMEOUT_MS = 15_000

/** What is asked of a container engine, by whoever does it: the interface of {@link DockerEngine}. */
export type Engine = Pick<DockerEngine, keyof DockerEngine>

/** Docker, or Podman by its Docker-compatible socket. Every call has a bound. */
class DockerEngine {
  readonly #docker: Dockerode
  /** Where published ports answer. */
  readonly host: string
  readonly version: string

  constructor(docker: Dockerode, host: string, version: string) {
    this.#docker = docker
    // A name may lead to an address on which nothing is published.
    this.host = host === 'localhost' ? '127.0.0.1' : host
    this.version = version
  }

  /** On which address of the engine's host ports are published: nobody else's business where that is this machine. */
  get bindAddress(): string {
    return this.host === '127.0.0.1' ? '127.0.0.1' : '0.0.0.0'
  }

  /** Identities of all containers with a label, dead ones too. */
  async containers(label: string): Promise<readonly string[]> {
    const found = await this.#bounded('list', () =>
      this.#docker.listContainers({ all: true, filters: { label: [label] } }),
    )
    return found.map(({ Id }) => Id)
  }

  /** undefined when there is none (any more). */
  inspect(id: string): Promise<Inspection | undefined> {
    return this.#bounded('inspect', () => orGone(this.#docker.getContainer(id).inspect()))
  }

  /** Stops every process of a container in its tracks. */
  async pause(id: string): Promise<void> {
    await this.#bounded('pause', () => this.#docker.getContainer(id).pause())
  }

  /** Nothing happens when it is gone, or is not paused. */
  async unpause(id: string): Promise<void> {
    if ((await this.inspect(id))?.State.Paused !== true) return
    await this.#bounded('unpause', () => orGone(this.#docker.getContainer(id).unpause()))
  }

  /** By the engine's own hand: its restart policy then does not answer. Nothing happens when it does not run. */
  async kill(id: string): Promise<void> {
    await this.#bounded('kill', () => orGone(this.#docker.getContainer(id).kill(), 409))
  }

  /** Asks it to end, and kills it after a while. */
  async stop(id: string, graceSeconds: number): Promise<void> {
    await within('stop', CALL_TIMEOUT_MS + graceSeconds * 1_000, () =>
      orGone(this.#docker.getContainer(id).stop({ t: graceSeconds }), 304),
    )
  }

  /** Nothing happens when it runs, or is gone. */
  async start(id: string): Promise<void> {
    await this.#bounded('start', () => orGone(this.#docker.getContainer(id).start(), 304, 409))
  }

  /** Makes a container and starts it. @returns its id */
  async run(options: Parameters<Dockerode['createContainer']>[0]): Promise<string> {
    return this.#bounded('create', async () => {
      const container = await this.#docker.createContainer(options)
      await container.start()
      return container.id
    })
  }

  /** With its anonymous volumes, whatever its state. */
  async remove(id: string): Promise<void> {
    await this.#bounded('remove', () => orGone(this.#docker.getContainer(id).remove({ force: true, v: true }), 409))
  }

  /** What a container has written, at most so many last lines of it. */
  async logs(id: string, lines: number): Promise<{ readonly stdout: string; readonly stderr: string }> {
    const raw = await this.#bounded('logs', () =>
      orGone(this.#docker.getContainer(id).logs({ stdout: true, stderr: true, tail: lines, follow: false })),
    )
    return raw === undefined ? { stdout: '', stderr: '' } : demultiplex(raw)
  }

  /** A shell in a container whose input and output are ours. */
  async shell(id: string): Promise<Duplex> {
    return this.#bounded('exec', async () => {
      const exec = await this.#docker.getContainer(id).exec({
        Cmd: ['sh'],
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        Tty: false,
      })
      return exec.start({ hijack: true, stdin: true })
    })
  }

  /** Never rejects. */
  async answers(): Promise<boolean> {
    try {
      await this.#bounded('ping', () => this.#docker.ping())
      return true
    } catch {
      return false
    }
  }

  async hasImage(name: string): Promise<boolean> {
    const seen = await this.#bounded('image', () => orGone(this.#docker.getImage(name).inspect()))
    return seen !== undefined
  }

  /** Removes all networks and volumes with a label. @returns their names */
  async removeNetworksAndVolumes(label: string): Promise<readonly string[]> {
    const filters = { label: [label] }
    const networks = await this.#bounded('networks', () => this.#docker.listNetworks({ filters }))
    const volumes = await this.#bounded('volumes', () => this.#docker.listVolumes({ filters }))
    for (const { Id } of networks) {
      await this.#bounded('network', () => orGone(this.#docker.getNetwork(Id).remove()))
    }
    for (const { Name } of volumes.Volumes ?? []) {
      await this.#bounded('volume', () => orGone(this.#docker.getVolume(Name).remove({ force: true })))
    }
    return [
      ...networks.map(({ Name }) => `network ${Name}`),
      ...(volumes.Volumes ?? []).map(({ Name }) => `volume ${Name}`),
    ]
  }

  #bounded<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
    return within(`the engine's answer to '${what}'`, CALL_TIMEOUT_MS, call)
  }
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

/** What is not there any more needs no undoing. @param also - statuses that mean "it is so already" */
async function orGone<Result>(call: Promise<Result>, ...also: readonly number[]): Promise<Result | undefined> {
  try {
    return await call
  } catch (error) {
    const { statusCode } = error as { statusCode?: number }
    if (statusCode !== undefined && [404, ...also].includes(statusCode)) return undefined
    throw error
  }
}

/** Output and errors of a container come in one stream of frames: `[which, 0, 0, 0, length (4 bytes)]`, then the bytes. */
export function demultiplex(raw: Buffer): { readonly stdout: string; readonly stderr: string } {
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  for (let at = 0; at + 8 <= raw.length;) {
    const length = raw.readUInt32BE(at + 4)
    parts[raw[at] === 2 ? 'stderr' : 'stdout'].push(raw.subarray(at + 8, at + 8 + length))
    at += 8 + length
  }
  return { stdout: Buffer.concat(parts.stdout).toString('utf8'), stderr: Buffer.concat(parts.stderr).toString('utf8') }
}
