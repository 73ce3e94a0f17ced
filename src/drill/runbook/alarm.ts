import { setTimeout as sleep } from 'node:timers/promises'
import type { ControlPlaneEvent } from '../../environments/environment.ts'
import { nowSince, sinceOrigin } from '../../system/clock.ts'
import { type DrillContext, DrillStop } from '../context.ts'

/** How often it is looked whether an alarm was raised, in milliseconds. */
const LOOK_MS = 100

/**
 * Waits for an alarm of the system's own monitoring that leads to the runbook.
 *
 * @param alerts - names of the alerts that do; none: every alarm does
 * @throws DrillStop `not-detected` when the drill would give up before
 */
export async function waitForAlarm(
  { environment, plan, signal }: DrillContext,
  alerts: readonly string[],
  sinceNs: number,
): Promise<ControlPlaneEvent> {
  const giveUpNs = sinceNs + plan.measurement.giveUpMs * 1e6
  let others: readonly ControlPlaneEvent[] = []
  while (nowSince(plan.origin) < giveUpNs) {
    const raised = (await environment.events()).filter(
      ({ kind, toNs }) => kind === 'alarm' && sinceOrigin(plan.origin, toNs) >= sinceNs,
    )
    const alarm = raised.find(({ alert }) => alerts.length === 0 || (alert !== undefined && alerts.includes(alert)))
    if (alarm !== undefined) return alarm
    others = raised
    await sleep(LOOK_MS, undefined, { signal })
  }
  const wanted = alerts.length === 0 ? 'no alarm' : `no alarm ${alerts.join(' or ')}`
  const seen = others.length === 0 ? '' : ` (raised: ${others.map(({ alert, text }) => alert ?? text).join(', ')})`
  throw new DrillStop({ code: 'not-detected', text: `${wanted} was raised, so nobody opened the runbook${seen}` })
}
