import { setTimeout as sleep } from 'node:timers/promises'
import type { ControlPlaneEvent } from '../../environments/environment.ts'
import { nowSince, sinceOrigin } from '../../system/clock.ts'
import { type DrillContext, DrillStop } from '../context.ts'

/** How often it is looked whether an alarm was raised, in milliseconds. */
const LOOK_MS = 100

/** Waits for an alarm of the system's own monitoring. @throws DrillStop `not-detected` when the drill would give up before */
export async function waitForAlarm(
  { environment, plan, signal }: DrillContext,
  sinceNs: number,
): Promise<ControlPlaneEvent> {
  const giveUpNs = sinceNs + plan.measurement.giveUpMs * 1e6
  while (nowSince(plan.origin) < giveUpNs) {
    const events = await environment.events()
    const alarm = events.find(({ kind, toNs }) => kind === 'alarm' && sinceOrigin(plan.origin, toNs) >= sinceNs)
    if (alarm !== undefined) return alarm
    await sleep(LOOK_MS, undefined, { signal })
  }
  throw new DrillStop({ code: 'not-detected', text: 'no alarm was raised, so nobody opened the runbook' })
}
