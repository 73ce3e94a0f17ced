import { createHash } from 'node:crypto'
import { databaseId, type LabZone, SECOND_ZONE, type Zone, ZONES } from '../names.ts'

/** The account that the lab shows itself as. No such account exists. */
export const ACCOUNT = '000000000000'
export const REGION = 'eu-west-1'
export const SECOND_REGION = 'eu-central-1'

export const CLUSTER = 'blackstart-lab'
export const GROUP = 'blackstart-lab-service'
export const BALANCER = 'blackstart-lab'
export const VPC = 'vpc-0b1ac0000000000a1'
/** The network ACL of the subnets, and the one that FIS puts in its place. */
export const ACL_BEFORE = 'acl-0b1ac000000000002'
export const ACL_OF_FIS = 'acl-0b1ac000000000001'

/** What may be broken bears it: the drills touch nothing without it. */
export const DRILLABLE = { Key: 'blackstart:drillable', Value: 'true' }
const OF_THE_LAB = { Key: 'blackstart:lab', Value: 'true' }

export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** Tags of what may be broken. */
export function drillableTags(...more: readonly Tag[]): Tag[] {
  return [DRILLABLE, OF_THE_LAB, ...more]
}

/** Tags of what may not. */
export function labTags(...more: readonly Tag[]): Tag[] {
  return [OF_THE_LAB, ...more]
}

/** The region of a zone of the lab. */
export function regionOfZone(zone: LabZone): string {
  return zone === SECOND_ZONE ? SECOND_REGION : REGION
}

export function zoneName(zone: LabZone): string {
  return zone === SECOND_ZONE ? `${SECOND_REGION}a` : `${REGION}${zone}`
}

/** The id by which accounts agree on a zone. */
export function zoneIdentifier(zone: Zone): string {
  return `euw1-az${ZONES.indexOf(zone) + 1}`
}

export function subnetId(zone: LabZone): string {
  return `subnet-0b1ac0000000${zone}0001`
}

export function zoneOfSubnet(id: string): Zone | undefined {
  return ZONES.find((zone) => subnetId(zone) === id)
}

/** By name or by id. */
export function zoneNamed(text: string): Zone | undefined {
  return ZONES.find((zone) => zoneName(zone) === text || zoneIdentifier(zone) === text)
}

/** Of a service instance of the lab, the same one for its whole life. @param component - for example `service-a-1` */
export function instanceId(component: string): string {
  return `i-${digest(component, 17)}`
}

/** So many hexadecimal digits that stand for a text. */
export function digest(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits)
}

/** @param resource - with its type, as the service writes it */
export function arn(service: string, resource: string, region: string = REGION): string {
  return `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`
}

export const BALANCER_ARN = arn('elasticloadbalancing', `loadbalancer/app/${BALANCER}/0b1ac00000000001`)
export const LISTENER_ARN = arn('elasticloadbalancing', `listener/app/${BALANCER}/0b1ac00000000001/0b1ac00000000002`)
export const CLUSTER_ARN = arn('rds', `cluster:${CLUSTER}`)
export const TARGET_GROUP_ARN = arn('elasticloadbalancing', `targetgroup/${GROUP}/0b1ac00000000003`)
export const GROUP_ARN = arn(
  'autoscaling',
  `autoScalingGroup:0b1ac000-0000-4000-8000-000000000001:autoScalingGroupName/${GROUP}`,
)

export function databaseArn(id: string): string {
  return arn('rds', `db:${id}`)
}

export function instanceArn(id: string): string {
  return arn('ec2', `instance/${id}`)
}

export function subnetArn(zone: Zone): string {
  return arn('ec2', `subnet/${subnetId(zone)}`)
}

/** The two databases of the pair. */
export const DATABASES: readonly string[] = ZONES.map(databaseId)
