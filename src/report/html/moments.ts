import type { Interval } from '../../model/interval.ts'
import type { Report } from '../schema.ts'

/** Something that happened, and who says so. */
export interface Moment {
  readonly at: Interval
  readonly label: string
  readonly text: string
  /** `fault`: what we did; `system`: what the system did; `clients`: what its clients saw. */
  readonly by: 'fault' | 'system' | 'clients'
}

/** The instant from which a report counts: the fault that starts the clock, or else the beginning of what was observed. */
export function zeroOf({ measurements, timelines }: Report): number {
  return measurements.fault.lo ?? timelines[0]?.fromMs ?? 0
}

/** What {@link zeroOf} is, for people. */
export function zeroName({ measurements }: Report): string {
  return measurements.fault.lo === null ? 'the start of the observation' : 'the fault'
}

/** What happened in a drill, in the order of time. */
export function momentsOf(report: Report): Moment[] {
  const { measurements, faults, events } = report
  const recovered = measurements.recovery.hi !== null
  const clients: [string, Interval, string][] = [
    ['outage begins', measurements.onset, 'the first clients are not served'],
    recovered
      ? ['recovered', measurements.recovery, 'from here on the service stays up, as its clients see it']
      : ['not recovered', measurements.recovery, 'the service had not stably recovered when the drill gave up'],
  ]
  return [
    ...faults.flatMap(({ kind, component, askedMs, returnedMs }): Moment[] =>
      askedMs === null
        ? []
        : [{ at: { lo: askedMs, hi: returnedMs }, label: kind, text: `on ${component}`, by: 'fault' }],
    ),
    ...events.map(({ at, kind, component, text }): Moment => {
      const about = text.includes(component) ? text : `${component}: ${text}`
      return { at, label: words(kind), text: about, by: 'system' }
    }),
    ...clients.flatMap(([label, at, text]): Moment[] =>
      at.lo === null && at.hi === null ? [] : [{ at, label, text, by: 'clients' }],
    ),
  ].sort((a, b) => end(a.at) - end(b.at))
}

/** `primary-lost` as people say it. */
export function words(kind: string): string {
  return kind.replaceAll('-', ' ')
}

/** When it had happened for certain: a wide interval that begins early is not told before what had surely come first. */
function end({ lo, hi }: Interval): number {
  return hi ?? lo ?? 0
}
