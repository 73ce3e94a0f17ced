import type { Operations } from './call.ts'
import type { SigningName } from './codecs.ts'
import type { ControlPlane } from './control-plane.ts'
import type { Dispatcher } from './dispatcher.ts'
import { autoScaling } from './services/auto-scaling.ts'
import { ec2 } from './services/ec2.ts'
import { Fleet } from './services/fleet.ts'
import { rds } from './services/rds.ts'
import { sts } from './services/sts.ts'

/** Every service with the operations that the lab performs; a drill calls no others. */
export function operationsOf(plane: ControlPlane, _dispatcher: Dispatcher): Readonly<Record<SigningName, Operations>> {
  const fleet = new Fleet(plane)
  return {
    sts: sts(plane),
    rds: rds(plane),
    ec2: ec2(plane, fleet),
    autoscaling: autoScaling(plane, fleet),
    elasticloadbalancing: {},
    monitoring: {},
    route53: {},
    s3: {},
    ecs: {},
    elasticache: {},
  }
}
