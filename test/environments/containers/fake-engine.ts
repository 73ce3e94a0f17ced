import { PassThrough, type Duplex } from 'node:stream'
import type { Engine, Inspection } from '../../../src/environments/containers/engine/engine.ts'
import type { BoundedVolume } from '../../../src/environments/containers/engine/bounded-volumes.ts'
import type { CpuUnit, Limits, Usage } from '../../../src/environments/containers/engine/limits.ts'
import type { Mount } from '../../../src/environments/containers/engine/mounts.ts'
import type { Reach } from '../../../src/environments/containers/faults/container-fault.ts'
import type { Lineage } from '../../../src/environments/containers/sql.ts'
import { Stack } from '../../../src/environments/containers/stack.ts'
import type { IntendedInjection, ResolvedTarget } from '../../../src/model/fault.ts'

interface FakeContainer {
  readonly service: string
  labels: Readonly<Record<string, string>>
  readonly restart: string
  readonly network: string
  state: 'running' | 'paused' | 'ended'
  pid: number
  startedAt: number
  exitCode: number
  log: string
}

const PROJECT = 'blackstart-test'

/** An engine that keeps its containers in memory and writes down what is asked of it. */
export class FakeEngine implements Engine {
  readonly address = { dockerHost: 'unix:///fake.sock', certPath: '', host: '127.0.0.1', identity: 'FAKE' }
  readonly command = 'docker --host unix:///fake.sock'
  readonly host = '127.0.0.1'
  readonly version = '0'
  isLocal = true
  readonly calls: string[] = []
  readonly limited = new Map<string, Limits & { readonly unit: CpuUnit }>()
  /** Whoever wants to know which containers start. */
  readonly watching = new Set<() => void>()
  volumes: readonly BoundedVolume[] = []
  mounted: readonly Mount[] = []
  /** Ends the watching of starts as an engine does that goes away. */
  readonly losing = new Set<() => void>()
  /** What the engine tells of what it did. */
  told = ''
  /** What a command in a container says. */
  answerTo: (command: string) => { code: number; output: string } = () => ({ code: 0, output: '' })
  readonly #containers = new Map<string, FakeContainer>()
  #clock = 0
  #looks = 0

  add(service: string, labels: Readonly<Record<string, string>>, restart = 'always', network = 'default'): void {
    const born = { state: 'running', exitCode: 0, log: '', ...this.#life() } as const
    this.#containers.set(`${service}-id`, { service, labels, restart, network, ...born })
  }

  get(service: string): FakeContainer {
    const found = this.#containers.get(`${service}-id`)
    if (found === undefined) throw new Error(`there is no ${service}`)
    return found
  }

  /** A process dies by itself; the restart policy answers. */
  die(service: string, exitCode = 137): void {
    const container = this.get(service)
    Object.assign(container, { state: 'ended', pid: 0, exitCode })
    if (container.restart !== 'no') Object.assign(container, { state: 'running', ...this.#life() })
  }

  async containers(...labels: readonly string[]): Promise<readonly string[]> {
    const [service] = labels.flatMap((label) => /^com\.docker\.compose\.service=(.*)$/.exec(label)?.[1] ?? [])
    return [...this.#containers]
      .filter(([, container]) => service === undefined || container.service === service)
      .map(([id]) => id)
  }

  async inspect(id: string): Promise<Inspection | undefined> {
    const container = this.#containers.get(id)
    if (container === undefined) return undefined
    const { service, labels, restart, network, state, pid, startedAt, exitCode } = container
    return {
      Id: id,
      Config: { Labels: { 'com.docker.compose.service': service, ...labels } },
      HostConfig: { RestartPolicy: { Name: restart }, NetworkMode: network },
      State: {
        Status: state === 'ended' ? 'exited' : state,
        Running: state !== 'ended',
        Paused: state === 'paused',
        Pid: pid,
        StartedAt: String(startedAt),
        ExitCode: exitCode,
      },
      NetworkSettings: { Networks: { default: { IPAddress: `10.0.0.${pid}`, Gateway: '10.0.0.1' } }, Ports: {} },
    } as unknown as Inspection
  }

  async pause(id: string): Promise<void> {
    this.#note('pause', id).state = 'paused'
  }

  async unpause(id: string): Promise<void> {
    this.#note('unpause', id).state = 'running'
  }

  async kill(id: string): Promise<void> {
    Object.assign(this.#note('kill', id), { state: 'ended', pid: 0, exitCode: 137 })
  }

  async stop(id: string): Promise<void> {
    Object.assign(this.#note('stop', id), { state: 'ended', pid: 0, exitCode: 0 })
  }

  async start(id: string): Promise<void> {
    Object.assign(this.#note('start', id), { state: 'running', ...this.#life() })
  }

  async restart(id: string): Promise<void> {
    Object.assign(this.#note('restart', id), { state: 'running', ...this.#life() })
    for (const onStart of this.watching) onStart()
  }

  async limits(id: string): Promise<Limits & { readonly unit: CpuUnit }> {
    return this.limited.get(id) ?? { cpus: 0, memory: 0, memorySwap: 0, unit: 'quota' }
  }

  async limit(id: string, limits: Partial<Limits>): Promise<void> {
    this.#note('limit', id)
    this.limited.set(id, { ...(await this.limits(id)), ...limits })
  }

  async usage(id: string): Promise<Usage> {
    this.#looks += 1
    return {
      cpuPeriods: this.#looks * 10,
      cpuThrottled: this.#looks * 3,
      memoryLimit: (await this.limits(id)).memory,
    }
  }

  async mounts(): Promise<readonly Mount[]> {
    return this.mounted
  }

  async boundedVolumes(): Promise<readonly BoundedVolume[]> {
    return this.volumes
  }

  async exec(id: string, command: string): Promise<{ code: number; output: string }> {
    this.#note(`exec '${command}' in`, id)
    return this.answerTo(command)
  }

  async archive(id: string, path: string): Promise<Buffer | undefined> {
    return this.#containers.has(id) && path === '/forks' ? Buffer.from('tar') : undefined
  }

  async history(): Promise<string> {
    return this.told
  }

  async watchStarts(_label: string, onStart: () => void, onLost: () => void): Promise<() => void> {
    this.watching.add(onStart)
    this.losing.add(onLost)
    return () => {
      this.watching.delete(onStart)
      this.losing.delete(onLost)
    }
  }

  async watch(
    label: string,
    _events: readonly string[],
    onEvent: (json: string) => void,
    onLost: () => void,
  ): Promise<() => void> {
    return this.watchStarts(label, () => onEvent('{}'), onLost)
  }

  async clock(): Promise<number | undefined> {
    return Date.now()
  }

  async run(): Promise<string> {
    throw new Error('the tests bring their own helper')
  }

  async remove(id: string): Promise<void> {
    this.#containers.delete(id)
  }

  async logs(id: string): Promise<{ stdout: string; stderr: string }> {
    return { stdout: this.#containers.get(id)?.log ?? '', stderr: '' }
  }

  async shell(): Promise<Duplex> {
    return new PassThrough()
  }

  async answers(): Promise<boolean> {
    return true
  }

  async hasImage(): Promise<boolean> {
    return true
  }

  async removeImages(): Promise<readonly string[]> {
    return []
  }

  async removeNetworksAndVolumes(): Promise<readonly string[]> {
    return []
  }

  #note(call: string, id: string): FakeContainer {
    const container = this.#containers.get(id)
    if (container === undefined) throw new Error(`there is no ${id}`)
    this.calls.push(`${call} ${container.service}`)
    return container
  }

  #life(): { readonly pid: number; readonly startedAt: number } {
    this.#clock += 1
    return { pid: 100 + this.#clock, startedAt: this.#clock }
  }
}

/** Faults against a fake engine; scripts of the helper are written down, and crashes happen. */
export class FakeReach implements Reach {
  readonly engine = new FakeEngine()
  /** What the databases say of themselves, by component; the others do not answer. */
  readonly says = new Map<string, Lineage>()
  readonly stack = new Stack(this.engine, PROJECT, async ({ component }) => this.says.get(component))
  readonly scripts: string[] = []
  /** What the helper answers; an error is what a failing script throws. */
  answer: (script: string) => string = () => ''

  readonly hands: Reach['hands'] = async () => {
    const run = async (script: string): Promise<string> => {
      this.scripts.push(script)
      const pid = /kill -KILL (\d+)/.exec(script)?.[1]
      for (const container of await this.stack.containers()) {
        if (pid !== undefined && container.pid === Number(pid)) this.engine.die(container.service)
      }
      return this.answer(script)
    }
    return { run, close: () => {} } as unknown as Awaited<ReturnType<Reach['hands']>>
  }
}

/** Does the ledger's part: only it may make an intent, and these tests are not about it. */
export function intended(target: ResolvedTarget | undefined): IntendedInjection {
  if (target === undefined) throw new Error('nothing was resolved')
  return { ...target, injectionId: 1, epoch: 1, drillId: 'test' } as IntendedInjection
}
