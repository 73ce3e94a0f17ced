import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { within } from '../../../system/deadline.ts'
import { PROJECT_LABEL } from '../labels.ts'
import { dockerCommand, type EngineAddress } from './address.ts'
import { type BoundedVolume, boundedIn } from './bounded-volumes.ts'
import { type Bounded, orGone } from './calls.ts'
import type { Dockerode } from './client.ts'
import { execIn, shellIn } from './exec.ts'
import { bytesOf, demultiplex } from './frames.ts'
import { type Limits, limitOptions, limitsIn, type Usage } from './limits.ts'
import { type Mount, mountsIn } from './mounts.ts'
import { removeImages, removeNetworksAndVolumes } from './remains.ts'
import { tellEvents } from './tell-events.ts'

export type Inspection = Awaited<ReturnType<ReturnType<Dockerode['getContainer']>['inspect']>>

/** How long a call of the engine may take, in milliseconds. A stop waits for the container, and has a bound of its own. */
const CALL_TIMEOUT_MS = 15_000
/** How long a container may take to end by itself, unless its configuration says so, in seconds: the engine's own default. */
const DEFAULT_GRACE_SECONDS = 10
/** How long a folder of a container may take, in milliseconds. */
const ARCHIVE_TIMEOUT_MS = 60_000

/** What is asked of a container engine, by whoever does it: the interface of {@link DockerEngine}. */
export type Engine = Pick<DockerEngine, keyof DockerEngine>

/** Docker, or Podman by its Docker-compatible socket. Every call has a bound. */
export class DockerEngine {
  readonly #docker: Dockerode
  readonly #bounded: Bounded = (what, call) => within(`the engine's answer to '${what}'`, this.#callTimeoutMs, call)
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
    return execIn(this.#docker.getContainer(id), command)
  }

  /** Tells of every container with a label that starts, as soon as the engine tells. */
  watchStarts(label: string, onStart: () => void, onLost: () => void): Promise<() => void> {
    return this.watch(label, ['start'], onStart, onLost)
  }

  /**
   * Tells what happens to containers with a label, as soon as the engine tells.
   *
   * @param events - the kinds that are told, in the engine's own words
   * @param onEvent - gets it as the engine tells it: JSON
   * @param onLost - the engine has ended it by itself
   * @returns ends it
   */
  async watch(
    label: string,
    events: readonly string[],
    onEvent: (json: string) => void,
    onLost: () => void,
  ): Promise<() => void> {
    const filters = { type: ['container'], event: events, label: [label] }
    const stream = (await this.#bounded('events', () =>
      // The types of the client do not know lists of labels.
      this.#docker.getEvents({ filters: JSON.stringify(filters) }),
    )) as IncomingMessage
    return tellEvents(stream, onEvent, onLost)
  }

  /** What the engine's clock shows, milliseconds since 1970; undefined of one that does not say. */
  async clock(): Promise<number | undefined> {
    const { SystemTime } = await this.#bounded('info', () => this.#docker.info() as Promise<{ SystemTime?: string }>)
    const ms = Date.parse(SystemTime ?? '')
    return Number.isNaN(ms) ? undefined : ms
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
    return within('a folder of a container', ARCHIVE_TIMEOUT_MS, async () => {
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
    return this.#bounded('exec', () => shellIn(this.#docker.getContainer(id)))
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
    return removeImages(this.#docker, label, this.#bounded)
  }

  /** Removes all networks and volumes with a label; whatever hangs on the networks is disconnected. @returns their names */
  async removeNetworksAndVolumes(label: string): Promise<readonly string[]> {
    return removeNetworksAndVolumes(this.#docker, label, this.#bounded)
  }
}
