import type { Evidence } from '../../model/fault.ts'
import type { CanarySpec, ProbeSpec } from '../../model/probe.ts'
import type { Topology } from '../../model/topology.ts'
import { monotonicNow } from '../../system/clock.ts'
import type {
  ControlPlaneEvent,
  Environment,
  FaultPlane,
  Handle,
  OperatedByHand,
  RestoresRedundancy,
} from '../environment.ts'
import { standIn } from './clients/stand-in.ts'
import { clockEvents } from './events/clocks.ts'
import { experimentWatcher } from './events/experiments.ts'
import { EventPoller } from './events/poller.ts'
import { watchersOf } from './events/watchers.ts'
import { isDoneByFis } from './faults/by-fis.ts'
import { fisTags } from './faults/experiments-of.ts'
import { awsFaultPlane } from './faults/fault-plane.ts'
import { handsOf } from './hands.ts'
import type { Instrument } from './instrument.ts'
import type { Caller } from './ports/identity.ts'
import type { Reach } from './reach.ts'
import { type Shape, untilRestored } from './redundancy.ts'
import type { Hold } from './shared/hold.ts'
import type { SharedStore } from './shared/shared-store.ts'
import { withSharedIntents } from './shared/with-intents.ts'
import { readTopology } from './topology.ts'

/** So far back AWS is asked, for its clock may be behind; what turns out to be from before the drill is left out. Milliseconds. */
const CLOCKS_APART_MS = 5 * 60_000

export interface OpenedAccount {
  readonly handle: Handle
  /** Absolute. */
  readonly recordFolder: string
  readonly reach: Reach
  readonly caller: Caller
  readonly instrument: Instrument
  readonly shape: Shape
  /** Zone or region of the system in which this machine stands; undefined: outside, as far as it knows. */
  readonly proberStandsIn: string | undefined
  /** Undefined where the team keeps no shared store. */
  readonly shared: { readonly store: SharedStore; readonly hold: Hold } | undefined
}

/** A team's account, as the harness sees it. It was there before the drill and stays. */
export class AwsEnvironment implements Environment, RestoresRedundancy, OperatedByHand {
  readonly handle: Handle
  readonly backend: 'aws' | 'fake'
  readonly streams: readonly ProbeSpec[]
  readonly canary: CanarySpec | undefined
  readonly customerUrl: string
  readonly fingerprint: Readonly<Record<string, string>>
  readonly faults: FaultPlane
  readonly ownFaults = []
  readonly proberStandsIn?: string
  readonly died: Promise<string>
  readonly #opened: OpenedAccount
  readonly #poller: EventPoller
  readonly #sinceNs = monotonicNow()

  constructor(opened: OpenedAccount) {
    const { handle, reach, instrument, caller, shared } = opened
    this.#opened = opened
    const insteadOfAws = reach.settings.endpoint ?? standIn()
    this.backend = insteadOfAws === undefined ? 'aws' : 'fake'
    this.handle = handle
    if (opened.proberStandsIn !== undefined) this.proberStandsIn = opened.proberStandsIn
    this.streams = instrument.streams
    this.canary = instrument.canary
    this.customerUrl = reach.settings.customers
    this.fingerprint = {
      region: reach.settings.region,
      account: caller.account,
      ...(insteadOfAws === undefined ? {} : { 'stands in for AWS': insteadOfAws }),
      caller: caller.arn,
      'opt-in tag': Object.values(reach.settings.optInTag).join('='),
      'stopped by': reach.settings.alarms.join(', '),
      'the prober stands in': opened.proberStandsIn ?? 'no zone or region of the system, as far as it knows',
    }
    const held = shared === undefined ? reach : { ...reach, beforeDamage: () => shared.hold.prove() }
    const faults = this.#watched(awsFaultPlane(held))
    this.faults = shared === undefined ? faults : withSharedIntents(faults, shared.store, shared.hold)
    const since = new Date(Date.now() - CLOCKS_APART_MS)
    this.#poller = new EventPoller(watchersOf(reach, since), reach.settings.pollMs)
    this.died = Promise.race([this.#poller.lost, ...(shared === undefined ? [] : [shared.hold.lost])])
  }

  /** What FIS does is followed as soon as it is asked for something. */
  #watched(plane: FaultPlane): FaultPlane {
    return {
      ...plane,
      inject: (target) => {
        if (isDoneByFis(target)) this.#poller.add(experimentWatcher(this.#opened.reach, fisTags(target)))
        return plane.inject(target)
      },
    }
  }

  describe(): Promise<Topology> {
    return readTopology(this.#opened.reach)
  }

  events(): Promise<readonly ControlPlaneEvent[]> {
    const { reach } = this.#opened
    const { second, settings } = reach
    return Promise.resolve([
      ...this.#poller.events,
      ...this.#poller.silences,
      ...clockEvents(reach.clocks, settings.region, this.#sinceNs),
      ...(second === undefined ? [] : clockEvents(second.clocks, second.region, this.#sinceNs)),
    ])
  }

  restoreRedundancy(signal: AbortSignal): Promise<Evidence> {
    return untilRestored(this.#opened.reach, this.#opened.shape, signal)
  }

  hands(): Promise<Readonly<Record<string, string>>> {
    const { reach, handle, recordFolder } = this.#opened
    return handsOf(reach, { drillId: String(handle.data['drillId']), recordFolder })
  }

  async close(): Promise<void> {
    await this.#poller.close()
    await this.#opened.shared?.hold.release()
  }
}
