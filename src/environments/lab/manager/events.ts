import { monotonicNow } from '../../../system/clock.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import type { LabAlert } from '../alerts.ts'

/** What the failover manager tells about. */
export type ManagerEventKind =
  | 'primary-lost'
  | 'alarm'
  | 'standby-rebuilt'
  | 'switchover-requested'
  | 'primary-stopped'
  | 'standby-lost'
  | 'fenced'
  | 'fence-unconfirmed'
  | 'promoted'
  | 'endpoint-moved'
  | 'failover-failed'
  | 'synchronous-off'
  | 'rebuild-failed'
  | 'redundancy-restored'

export type EventSink = (event: ControlPlaneEvent) => void

/** Does a step, and tells of it with its beginning and its end. */
export async function reported(
  sink: EventSink,
  kind: ManagerEventKind,
  component: string,
  text: string,
  step: () => Promise<void>,
): Promise<void> {
  const fromNs = monotonicNow()
  await step()
  sink(managerEvent(kind, component, text, fromNs))
}

/** @param fromNs - beginning, @default now */
export function managerEvent(
  kind: ManagerEventKind,
  component: string,
  text: string,
  fromNs: string = monotonicNow(),
): ControlPlaneEvent {
  return { kind, component, fromNs, toNs: monotonicNow(), source: 'failover-manager', text }
}

/** What wakes people. */
export function alarm(alert: LabAlert, component: string, text: string, fromNs?: string): ControlPlaneEvent {
  return { ...managerEvent('alarm', component, `${alert}: ${text}`, fromNs), alert }
}
