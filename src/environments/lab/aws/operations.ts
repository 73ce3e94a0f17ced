import type { Operations } from './call.ts'
import type { SigningName } from './codecs.ts'
import type { ControlPlane } from './control-plane.ts'
import type { Dispatcher } from './dispatcher.ts'
import { fis } from './fis/fis.ts'
import { Alarms } from './services/alarms.ts'
import { autoScaling } from './services/auto-scaling.ts'
import { cloudWatch } from './services/cloudwatch.ts'
import { ecs } from './services/ecs.ts'
import { ec2 } from './services/ec2.ts'
import { dynamoDb, elastiCache, noClusters, noGroups } from './services/empty.ts'
import { Fleet } from './services/fleet.ts'
import { loadBalancing } from './services/load-balancing.ts'
import { networkAcls } from './services/network-acls.ts'
import { rds } from './services/rds.ts'
import { rdsGlobal } from './services/rds-global.ts'
import { route53 } from './services/route53.ts'
import { s3 } from './services/s3.ts'
import { sts } from './services/sts.ts'
import { ZonalShifts } from './services/zonal-shifts.ts'

/** Every service with the operations that the lab performs; a drill calls no others. */
export function operationsOf(plane: ControlPlane, dispatcher: Dispatcher): Readonly<Record<SigningName, Operations>> {
  const fleet = new Fleet(plane)
  const alarms = new Alarms(plane)
  const isEcs = plane.computeForm === 'ecs'
  return {
    sts: sts(plane),
    rds: { ...rds(plane), ...rdsGlobal(plane) },
    ec2: { ...ec2(plane, fleet), ...networkAcls(plane) },
    autoscaling: isEcs ? noGroups : autoScaling(plane, fleet),
    elasticloadbalancing: loadBalancing(plane, fleet),
    monitoring: cloudWatch(plane, alarms),
    fis: fis(plane, dispatcher, alarms),
    'arc-zonal-shift': new ZonalShifts(plane).operations,
    route53: route53(plane),
    s3: s3(),
    ecs: isEcs ? ecs(plane, fleet) : noClusters,
    dynamodb: dynamoDb,
    elasticache: elastiCache,
  }
}
