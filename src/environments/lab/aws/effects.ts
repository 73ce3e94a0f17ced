import type { DnsCall } from '../dns/dns.ts'
import type { Zone } from '../names.ts'
import type { LabdMethod, RegionCall, RestoreCall } from '../labd/protocol.ts'
import { LABD_CALLS } from '../labd/protocol.ts'
import type { ProviderState } from '../labd/provider.ts'
import { RpcClient } from '../../../system/rpc.ts'

/** Everything that the endpoints can do to the real lab, and see of it. */
export interface Effects {
  see(): Promise<ProviderState>
  /** How far the replica in the second region is behind, in milliseconds; null where there is none, or it follows nobody. */
  replicaLag(): Promise<number | null>
  /** The standby becomes the primary, as by request. Returns when it is under way. */
  failOver(): Promise<void>
  /** The process of a service instance is killed. */
  terminate(instance: string): Promise<void>
  /** Nothing crosses the border of a zone any more, until {@link open}. */
  cut(zone: Zone): Promise<void>
  open(zone: Zone): Promise<void>
  /** Auto-scaling launches nothing in a zone any more, until {@link allowLaunches}. */
  refuseLaunches(zone: Zone): Promise<void>
  allowLaunches(zone: Zone): Promise<void>
  /** Requests are led away from a zone, until {@link unshift}. */
  shift(zone: Zone): Promise<void>
  unshift(): Promise<void>
  /** Asks the lab's DNS, or changes it. @throws RemoteError with what it says */
  dns<Answer>(call: DnsCall): Promise<Answer>
  /** Cuts a region off or opens it, or has the second one take over: then it resolves when that one writes. */
  region(call: RegionCall): Promise<void>
  /** Restores beside the databases of the lab. @throws RemoteError with what is wrong */
  restore<Answer>(call: RestoreRequest): Promise<Answer>
}

/** {@link RestoreCall} as it is sent. */
type RestoreRequest =
  { readonly act: 'begin'; readonly id: string; readonly at?: string } | Exclude<RestoreCall, { readonly act: 'begin' }>

/** The lab by way of labd, whose connection is made when it is first needed: labd answers only when the lab is up. */
export function labEffects(socket: string): Effects {
  const labd = new Labd(socket)
  return {
    see: () => labd.call('provider', { act: 'state' }),
    replicaLag: () => labd.call('provider', { act: 'replica-lag' }),
    failOver: () => labd.call('provider', { act: 'fail-over' }),
    terminate: (instance) => labd.call('provider', { act: 'terminate', instance }),
    cut: (zone) => labd.call('provider', { act: 'cut', zone }),
    open: (zone) => labd.call('provider', { act: 'open', zone }),
    refuseLaunches: (zone) => labd.call('provider', { act: 'refuse-launches', zone }),
    allowLaunches: (zone) => labd.call('provider', { act: 'allow-launches', zone }),
    shift: (zone) => labd.call('hand', { act: 'shift', on: zone }),
    unshift: () => labd.call('hand', { act: 'unshift', on: '' }),
    dns: (call) => labd.call('dns', call),
    region: (call) => labd.call('region', call),
    restore: (call) => labd.call('restore', call),
  }
}

/** Not a LabConnection: that one renews the lab's lease, which is up to whoever holds the lab. */
class Labd {
  readonly #socket: string
  #client: Promise<RpcClient> | undefined

  constructor(socket: string) {
    this.#socket = socket
  }

  async call<Result>(method: LabdMethod, params: object): Promise<Result> {
    const client = await this.#connected()
    return client.call<Result>(method, params, LABD_CALLS[method])
  }

  #connected(): Promise<RpcClient> {
    this.#client ??= RpcClient.connect(this.#socket).then(
      (client) => {
        void client.closed.then(() => (this.#client = undefined))
        return client
      },
      (error: unknown) => {
        this.#client = undefined
        throw error
      },
    )
    return this.#client
  }
}
