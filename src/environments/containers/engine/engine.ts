import { createInterface } from 'node:readline'
import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { within } from '../../../system/deadline.ts'
import { dockerCommand, type EngineAddress } from './address.ts'
import type { Dockerode } from './client.ts'
import { bytesOf, demultiplex } from './frames.ts'
import { type BoundedVolume, boundedIn } from './bounded-volumes.ts'
import { PROJECT_LABEL } from '../labels.ts'
import { type Mount, mountsIn } from './mounts.ts'
import { type Limits, limitOptions, limitsIn, type Usage } from './limits.ts'

export type Inspection = Awaited<ReturnType<ReturnType<Dockerode['getContainer']>['inspect']>>

/** How long a call of the engine may take, in milliseconds. A stop waits for the container, and has a bound of its own. */
const CALL_TIMEOUT_MS = 15_000
/** How long a container may take to end by itself, unless its configuration says so, in seconds: the engine's own default. */
const DEFAULT_GRACE_SECONDS = 10
/** How long a command in a container may take, in milliseconds. */
const EXEC_TIMEOUT_MS = 60_000

/** What is asked of a container engine, by whoever does it: the interface of {@link DockerEngine}. */
export type Engine = Pick<DockerEngine, keyof DockerEngine>

/** Docker, or Podman by its Docker-compatible socket. Every call has a bound. */
export class DockerEngine {
  readonly #docker: Dockerode
  /** How another process finds this very engine. */
  readonly address: EngineAddress
  /** Where published ports answer. */
  readonly host: string
  readonly version: string

  readonly #callTimeoutMs: number

  constructor(docker: Dockerode, address: EngineAddress, version: string, callTimeoutMs = CALL_TIMEOUT_MS) {
    this.#callTimeoutMs = callTimeoutMs
    this.#docker = docker
    this.address = address
    // A name may lead to an address on which nothing is published.
    this.host = address.host === 'localhost' ? '127.0.0.1' : address.host
    this.version = version
  }

  /** The command by which people reach this engine from whatever shell they are in: `docker --host ...`. */
  get command(): string {
    return dockerCommand(this.address)
  }

  /** Whether ports that it publishes on loopback can be reached from here. */
  get isLocal(): boolean {
    return this.host === '127.0.0.1'
  }

  /** Identities of all containers with these labels, dead ones too. */
  async containers(...labels: readonly string[]): Promise<readonly string[]> {
    const found = await this.#bounded('list', () =>
      this.#docker.listContainers({ all: true, filters: { label: [...labels] } }),
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

  /** Asks it to end, and kills it after its grace period; its restart policy does not answer. */
  async stop(id: string): Promise<void> {
    await within('stop', await this.#withGrace(id), () => orGone(this.#docker.getContainer(id).stop(), 304))
  }

  /** Stops it in the same way, and starts it. */
  async restart(id: string): Promise<void> {
    await within('restart', await this.#withGrace(id), () => orGone(this.#docker.getContainer(id).restart()))
  }

  async #withGrace(id: string): Promise<number> {
    const { StopTimeout } = ((await this.inspect(id))?.Config ?? {}) as { readonly StopTimeout?: number }
    return this.#callTimeoutMs + (StopTimeout ?? DEFAULT_GRACE_SECONDS) * 1_000
  }

  /** What a container may have of the machine; nothing is limited of one that is gone. */
  async limits(id: string): Promise<ReturnType<typeof limitsIn>> {
    return limitsIn((await this.inspect(id))?.HostConfig ?? {})
  }

  async limit(id: string, limits: Partial<Limits>): Promise<void> {
    const { unit } = await this.limits(id)
    await this.#bounded('update', () => orGone(this.#docker.getContainer(id).update(limitOptions(limits, unit))))
  }

  /** What the kernel has counted of it so far. */
  async usage(id: string): Promise<Usage> {
    const { cpu_stats: cpu, memory_stats: memory } = await this.#bounded('stats', () =>
      this.#docker.getContainer(id).stats({ stream: false, 'one-shot': true }),
    )
    return {
      cpuPeriods: cpu.throttling_data.periods,
      cpuThrottled: cpu.throttling_data.throttled_periods,
      memoryLimit: memory.limit,
    }
  }

  /** What of its file system is not its own; none of one that is gone. */
  async mounts(id: string): Promise<readonly Mount[]> {
    const seen = await this.inspect(id)
    if (seen === undefined) return []
    return mountsIn(seen, async (name) => {
      const volume = await this.#bounded('volume', () => orGone(this.#docker.getVolume(name).inspect()))
      return (volume?.Labels as Readonly<Record<string, string>> | null | undefined)?.[PROJECT_LABEL]
    })
  }

  /** Its volumes for which somebody has said how large they may become. */
  async boundedVolumes(id: string): Promise<readonly BoundedVolume[]> {
    const seen = await this.inspect(id)
    if (seen === undefined) return []
    const named = seen.Mounts.filter(({ Type, RW, Name }) => Type === 'volume' && RW && Name !== undefined)
    const options = await Promise.all(
      named.map(async ({ Name = '', Destination }) => {
        const volume = await this.#bounded('volume', () => orGone(this.#docker.getVolume(Name).inspect()))
        return [Destination, volume?.Options?.['o'] ?? ''] as const
      }),
    )
    return boundedIn([...Object.entries(seen.HostConfig.Tmpfs ?? {}), ...options], seen.HostConfig.Mounts ?? [])
  }

  /** Runs a command in a container, as its own user. @returns its exit code, and what it said */
  async exec(id: string, command: string): Promise<{ readonly code: number; readonly output: string }> {
    return within(`'${command}' in a container`, EXEC_TIMEOUT_MS, async () => {
      const exec = await this.#docker.getContainer(id).exec({
        Cmd: ['sh', '-c', command],
        AttachStdout: true,
        AttachStderr: true,
        Tty: false,
      })
      const stream = await exec.start({ hijack: true })
      const { stdout, stderr } = demultiplex(await bytesOf(stream))
      return { code: (await exec.inspect()).ExitCode ?? -1, output: `${stdout}${stderr}`.trim() }
    })
  }

  /**
   * Tells of every container with a label that starts, as soon as the engine tells.
   *
   * @param onLost - the engine has ended it by itself
   * @returns ends it
   */
  async watchStarts(label: string, onStart: (id: string) => void, onLost: () => void): Promise<() => void> {
    const filters = { type: ['container'], event: ['start'], label: [label] } as const
    const stream = (await this.#bounded('events', () =>
      // The types of the client do not know lists of labels.
      this.#docker.getEvents({ filters: JSON.stringify(filters) }),
    )) as IncomingMessage
    // Who holds a fault lives for other reasons.
    stream.socket.unref()
    const lines = createInterface({ input: stream })
    lines.on('line', (line) => {
      const id = startedIn(line)
      if (id !== undefined) onStart(id)
    })
    stream.on('error', () => lines.close())
    stream.once('close', onLost)
    return () => {
      stream.off('close', onLost)
      stream.destroy()
    }
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

  /** A folder of a container with everything in it, as a tar; undefined where there is none. */
  async archive(id: string, path: string): Promise<Buffer | undefined> {
    return within('a folder of a container', EXEC_TIMEOUT_MS, async () => {
      const stream = await orGone(this.#docker.getContainer(id).getArchive({ path }))
      return stream === undefined ? undefined : bytesOf(stream)
    })
  }

  /** What the engine did to everything with a label, as it tells it: JSON, one a line. */
  async history(label: string): Promise<string> {
    const until = Math.floor(Date.now() / 1_000)
    const filters = JSON.stringify({ type: ['container'], label: [label] })
    return this.#bounded('events', async () => {
      const stream = await this.#docker.getEvents({ since: 1, until, filters })
      return (await bytesOf(stream)).toString('utf8')
    })
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
      const stream = await exec.start({ hijack: true, stdin: true })
      // Whoever waits for an answer has a timer; one that nobody waits for keeps no process alive.
      if (stream instanceof Socket) stream.unref()
      return stream
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

  /** Removes all images with a label. @returns their names */
  async removeImages(label: string): Promise<readonly string[]> {
    const images = await this.#bounded('images', () => this.#docker.listImages({ filters: { label: [label] } }))
    for (const { Id } of images) {
      await this.#bounded('image', () => orGone(this.#docker.getImage(Id).remove({ force: true })))
    }
    return images.map(({ Id, RepoTags }) => `image ${RepoTags?.[0] ?? Id}`)
  }

  /** Removes all networks and volumes with a label; whatever hangs on the networks is disconnected. @returns their names */
  async removeNetworksAndVolumes(label: string): Promise<readonly string[]> {
    const filters = { label: [label] }
    const networks = await this.#bounded('networks', () => this.#docker.listNetworks({ filters }))
    const volumes = await this.#bounded('volumes', () => this.#docker.listVolumes({ filters }))
    for (const { Id } of networks) {
      await this.#bounded('network', () => this.#removeNetwork(this.#docker.getNetwork(Id)))
    }
    for (const { Name } of volumes.Volumes ?? []) {
      await this.#bounded('volume', () => orGone(this.#docker.getVolume(Name).remove({ force: true })))
    }
    return [
      ...networks.map(({ Name }) => `network ${Name}`),
      ...(volumes.Volumes ?? []).map(({ Name }) => `volume ${Name}`),
    ]
  }

  /** The engine may keep the end of a container that is gone, and then the network is "in use" for ever. */
  async #removeNetwork(network: ReturnType<Dockerode['getNetwork']>): Promise<void> {
    const seen = (await orGone(network.inspect())) as {
      readonly Containers?: Readonly<Record<string, { Name: string }>>
    }
    for (const { Name } of Object.values(seen?.Containers ?? {})) {
      await orGone(network.disconnect({ Container: Name, Force: true }), 403, 500)
    }
    await orGone(network.remove())
  }

  #bounded<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
    return within(`the engine's answer to '${what}'`, this.#callTimeoutMs, call)
  }
}

/** Which container an event is about. An engine that ends may do so in the middle of a line. */
function startedIn(line: string): string | undefined {
  try {
    return (JSON.parse(line) as { readonly id?: string }).id
  } catch {
    return undefined
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
