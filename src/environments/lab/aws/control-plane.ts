import { AwsError } from './call.ts'
import type { Effects } from './effects.ts'
import type { Lateness } from './lateness.ts'
import { type LabView, viewOf } from './lab-view.ts'
import type { Conduct } from './misbehaviour.ts'

/** How the pair of databases shows itself: as an Aurora cluster, or as one Multi-AZ instance. */
export type DatabaseForm = 'cluster' | 'instance'

/** How its service instances show themselves: as instances of EC2 in a scaling group, or as tasks of a service of ECS. */
export type ComputeForm = 'ec2' | 'ecs'

/** What all services share: the lab as they see it, what they can do to it, and how late they tell. */
export class ControlPlane {
  readonly effects: Effects
  readonly lateness: Lateness
  readonly conduct: Conduct
  readonly databaseForm: DatabaseForm
  readonly computeForm: ComputeForm
  /** Subnets, by their ARNs, that FIS has put a network ACL of its own before: the zones behind them are cut. */
  readonly cutSubnets = new Set<string>()

  constructor(
    effects: Effects,
    lateness: Lateness,
    conduct: Conduct,
    databaseForm: DatabaseForm,
    computeForm: ComputeForm,
  ) {
    this.effects = effects
    this.lateness = lateness
    this.conduct = conduct
    this.databaseForm = databaseForm
    this.computeForm = computeForm
  }

  /** @throws AwsError when the lab is not there to be asked: it is coming up, or going down */
  async look(): Promise<LabView> {
    try {
      return viewOf(await this.effects.see())
    } catch (error) {
      throw new AwsError('ServiceUnavailable', `the lab does not answer: ${String(error)}`, 503)
    }
  }

  /** Does something to the lab, unless the endpoints are told to only say so. */
  async effect(act: (effects: Effects) => Promise<void>): Promise<void> {
    if (this.conduct.now.dropEffects !== true) await act(this.effects)
  }
}
