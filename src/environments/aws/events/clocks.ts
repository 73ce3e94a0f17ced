import { monotonicNow } from '../../../system/clock.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import { clockInWords } from '../clients/clock-words.ts'
import type { FarClocks } from '../clients/far-clocks.ts'

/** Services that date what they tell: on their clocks events are attributed. */
const DATING = ['rds', 'fis', 'autoscaling', 'cloudwatch'] as const

/** What was heard of the clocks by which events are dated. @param sinceNs - since when it was listened */
export function clockEvents(clocks: FarClocks, region: string, sinceNs: string): ControlPlaneEvent[] {
  return DATING.flatMap((service) => {
    const offset = clocks.of(service)
    if (offset === undefined) return []
    return [
      {
        kind: 'clock',
        component: `${service} in ${region}`,
        text: `the clock of ${service} in ${region} is ${clockInWords(offset)}`,
        source: `${service}:Date`,
        fromNs: sinceNs,
        toNs: monotonicNow(),
      },
    ]
  })
}
