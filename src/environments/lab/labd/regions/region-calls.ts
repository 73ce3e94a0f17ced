import type { IntendedInjection, RegionIsolate } from '../../../../model/fault.ts'
import { regionIsolate } from '../faults/region-isolate.ts'
import { callPart } from '../call-part.ts'
import type { Lab } from '../lab.ts'
import type { RegionCall } from '../protocol.ts'
import type { Regions } from './regions.ts'

const DNS_TIMEOUT_MS = 4_000

/** What can be asked of two regions, beside the faults of a drill: for the console of a cloud, and whoever stands for one. */
export class RegionCalls {
  readonly #lab: Lab
  /** What was cut off, by the name that the region had then. */
  readonly #cut = new Map<RegionIsolate['region'], IntendedInjection>()

  constructor(lab: Lab) {
    this.#lab = lab
  }

  /** @throws RangeError in a lab of one region; whatever went wrong */
  async region(call: RegionCall): Promise<void> {
    const { manager } = this.#regions()
    if (call.act === 'fail-over') return manager.failOver('it was asked for', call.how)
    if (call.act === 'cut') return this.#cutOff(call.region)
    const target = this.#cut.get(call.region)
    if (target !== undefined) await regionIsolate.undo(this.#lab, target)
    this.#cut.delete(call.region)
  }

  /** @throws RangeError in a lab of one region; RemoteError with what the DNS says */
  async dns(params: object): Promise<unknown> {
    return callPart(this.#regions().dnsSocket, 'dns', params, DNS_TIMEOUT_MS)
  }

  async #cutOff(region: RegionIsolate['region']): Promise<void> {
    const [target] = await regionIsolate.resolve(this.#lab, { kind: 'region.isolate', region }, 0)
    if (target === undefined) throw new RangeError('nobody says that it is the primary')
    // No drill asked for it, so no ledger has its intent: whoever cuts opens again, or the lab ends.
    const intended = target as unknown as IntendedInjection
    await regionIsolate.inject(this.#lab, intended)
    this.#cut.set(region, intended)
  }

  #regions(): Regions {
    const { regions } = this.#lab
    if (regions === undefined) throw new RangeError('the lab has one region: start it with regions=2')
    return regions
  }
}
