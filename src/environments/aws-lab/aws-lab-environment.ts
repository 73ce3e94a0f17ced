import type { Evidence, Fault } from '../../model/fault.ts'
import type { CanarySpec, ProbeSpec } from '../../model/probe.ts'
import type { Topology } from '../../model/topology.ts'
import {
  type ControlPlaneEvent,
  type Environment,
  type FaultPlane,
  type Handle,
  type OffersAws,
  type OperatedByHand,
  type RestoresRedundancy,
  operatedByHand,
} from '../environment.ts'
import { routedFaults } from './routed-faults.ts'

/** The lab, measured as the lab is, and seen and broken as an AWS account is. */
export class AwsLabEnvironment implements Environment, RestoresRedundancy, OperatedByHand {
  readonly handle: Handle
  /** What really stands behind it: no report of it is evidence about AWS. */
  readonly backend = 'lab'
  readonly streams: readonly ProbeSpec[]
  readonly canary: CanarySpec | undefined
  readonly customerUrl: string
  readonly fingerprint: Readonly<Record<string, string>>
  readonly faults: FaultPlane
  readonly ownFaults: readonly Fault[] = []
  readonly died: Promise<string>
  readonly #lab: Environment & OffersAws
  readonly #account: Environment & RestoresRedundancy & OperatedByHand

  constructor(
    handle: Handle,
    lab: Environment & OffersAws,
    account: Environment & RestoresRedundancy & OperatedByHand,
  ) {
    this.handle = handle
    this.#lab = lab
    this.#account = account
    this.streams = lab.streams
    this.canary = lab.canary
    this.customerUrl = lab.customerUrl
    this.faults = routedFaults(account.faults, lab.faults, () => account.describe())
    this.fingerprint = {
      ...lab.fingerprint,
      ...account.fingerprint,
      'stands in for AWS': `${lab.aws.endpoint}, on this machine: nothing here is evidence about AWS`,
      "the control plane's lateness": lab.aws.speed === 1 ? 'as published' : `shortened ${lab.aws.speed} times`,
    }
    this.died = Promise.race([lab.died, account.died])
  }

  /** As the account shows it. */
  describe(): Promise<Topology> {
    return this.#account.describe()
  }

  /**
   * What the account tells, and of the lab only the alarms of its customers' monitoring: that is no part of a provider, and
   * nobody would begin to recover without it.
   */
  async events(): Promise<readonly ControlPlaneEvent[]> {
    const [told, own] = await Promise.all([this.#account.events(), this.#lab.events()])
    return [...told, ...own.filter(({ kind }) => kind === 'alarm')]
  }

  restoreRedundancy(signal: AbortSignal): Promise<Evidence> {
    return this.#account.restoreRedundancy(signal)
  }

  /** The lab's, and in place of those that a provider has a call for, the account's. */
  async hands(): Promise<Readonly<Record<string, string>>> {
    const own = operatedByHand(this.#lab) ? await this.#lab.hands() : {}
    const hands = await this.#account.hands()
    const restored = hands['RESTORED_DATABASE']
    return {
      ...own,
      ...hands,
      // The lab has no names of databases that a provider could lead elsewhere.
      ...(restored === undefined ? {} : { LEAD_RESTORED: `blackstart lab lead ${restored}` }),
    }
  }

  async close(how: 'destroy' | 'detach'): Promise<void> {
    // Whatever becomes of the account, no lab is left.
    try {
      await this.#account.close(how)
    } finally {
      await this.#lab.close(how)
    }
  }
}
