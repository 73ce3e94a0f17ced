import { setTimeout as sleep } from 'node:timers/promises'
import type { Evidence, Fault } from '../../model/fault.ts'
import type { CanarySpec, ProbeSpec } from '../../model/probe.ts'
import type { Topology } from '../../model/topology.ts'
import { UnreachableError } from '../../system/rpc.ts'
import type {
  ControlPlaneEvent,
  Environment,
  FaultPlane,
  Handle,
  LocalAws,
  OperatedByHand,
  RestoresRedundancy,
} from '../environment.ts'
import type { LabConnection } from './connection.ts'
import { destroyLab } from './destroy.ts'
import type { LabFolder } from './folder.ts'
import type { LabInfo } from './labd/config.ts'
import { readEvents } from './labd/event-log.ts'
import { remoteFaultPlane } from './remote-fault-plane.ts'
import { canaryNodes, probeStreams } from './streams.ts'
import { LAB_VARIABLE } from './by-hand.ts'
import { handsOf } from './hands.ts'

const REDUNDANCY_POLL_MS = 50

/** A running lab, as the harness sees it. */
export class LabEnvironment implements Environment, RestoresRedundancy, OperatedByHand {
  readonly handle: Handle
  readonly backend = 'lab'
  readonly streams: readonly ProbeSpec[]
  readonly canary: CanarySpec
  readonly customerUrl: string
  readonly fingerprint: Readonly<Record<string, string>>
  readonly faults: FaultPlane
  readonly ownFaults: readonly Fault[]
  readonly aws: LocalAws | undefined
  readonly died: Promise<string>
  readonly #connection: LabConnection
  readonly #folder: LabFolder
  #closing = false

  constructor(handle: Handle, folder: LabFolder, connection: LabConnection, info: LabInfo) {
    this.handle = handle
    this.#folder = folder
    this.#connection = connection
    this.streams = probeStreams(info)
    this.canary = canaryNodes(info)
    this.customerUrl = info.customerUrl
    this.fingerprint = info.fingerprint
    this.aws = info.aws ?? undefined
    this.faults = remoteFaultPlane(connection)
    const { replicationHoldMs } = info.settings
    this.ownFaults = replicationHoldMs > 0 ? [{ kind: 'replication.hold', lead: `${replicationHoldMs}ms` }] : []
    this.died = new Promise((resolve) => {
      void connection.closed.then(() => {
        if (!this.#closing) resolve('labd has ended by itself; its log is among the evidence of the lab')
      })
    })
  }

  describe(): Promise<Topology> {
    return this.#connection.call('describe')
  }

  /** Of a lab that has died: what it had written down, as long as that is there. */
  async events(): Promise<readonly ControlPlaneEvent[]> {
    try {
      return await this.#connection.call('events')
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error
      return readEvents(this.#folder.eventsFile)
    }
  }

  async restoreRedundancy(signal: AbortSignal): Promise<Evidence> {
    for (;;) {
      const seen = await this.#connection.call<Evidence>('redundancy')
      if (seen.holds || signal.aborted) return seen
      await sleep(REDUNDANCY_POLL_MS)
    }
  }

  async hands(): Promise<Readonly<Record<string, string>>> {
    const [info, topology] = await Promise.all([
      this.#connection.call<LabInfo>('info'),
      this.#connection.call<Topology>('describe'),
    ])
    return { ...handsOf(info, topology), [LAB_VARIABLE]: this.#folder.root }
  }

  async close(how: 'destroy' | 'detach'): Promise<void> {
    this.#closing = true
    if (how === 'destroy') await destroyLab(this.#folder)
    this.#connection.close()
  }
}
