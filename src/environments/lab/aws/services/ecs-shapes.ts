import type { ServiceEvent } from '@aws-sdk/client-ecs'
import { arn, CLUSTER, digest, GROUP, regionOfZone } from '../account.ts'
import type { LabEvent } from '../lab-view.ts'
import { SECOND_ZONE, ZONES } from '../../names.ts'

const LAB_ZONES = [...ZONES, SECOND_ZONE] as const

export function clusterArn(region: string): string {
  return arn('ecs', `cluster/${CLUSTER}`, region)
}

export function serviceArn(region: string): string {
  return arn('ecs', `service/${CLUSTER}/${GROUP}`, region)
}

/** Of a service instance of the lab, the same one for its whole life. @param component - for example `service-a-1` */
export function taskArn(component: string, region: string): string {
  return arn('ecs', `task/${CLUSTER}/${digest(`task ${component}`, 32)}`, region)
}

/** As the network interface of a task would have it: all that is real listens on loopback. */
export function privateAddress(component: string): string {
  const [, zone, number] = component.split('-')
  return `10.0.${LAB_ZONES.findIndex((one) => one === zone)}.${10 + Number(number)}`
}

/** What the service did, from what auto-scaling told: the newest first, in the manner of the service [K]. */
export function serviceEvents(events: readonly LabEvent[], region: string): ServiceEvent[] {
  return events
    .flatMap(({ kind, component, toMs }) => {
      const words = WORDS[kind]?.(digest(`task ${component}`, 32))
      if (words === undefined || regionOf(component) !== region) return []
      return [
        {
          id: digest(`${kind} ${component}`, 32),
          createdAt: new Date(toMs),
          message: `(service ${GROUP}) ${words}`,
        },
      ]
    })
    .toReversed()
}

const WORDS: Readonly<Record<string, (task: string) => string>> = {
  'instance-unhealthy': (task) => `(task ${task}) failed its health checks.`,
  'instance-replaced': (task) => `has started 1 tasks: (task ${task}).`,
}

/** A service instance names its zone: `service-a-1`. */
function regionOf(component: string): string | undefined {
  const zone = LAB_ZONES.find((one) => one === component.split('-')[1])
  return zone === undefined ? undefined : regionOfZone(zone)
}
