import { expect } from 'chai'
import { type DrillContext, DrillStop } from '../../../src/drill/context.ts'
import { waitForAlarm } from '../../../src/drill/runbook/alarm.ts'
import type { ControlPlaneEvent } from '../../../src/environments/environment.ts'
import { monotonicNow, takeOrigin } from '../../../src/system/clock.ts'

describe('waitForAlarm', () => {
  const event = (kind: string, alert?: string): ControlPlaneEvent => ({
    kind,
    component: 'db-a',
    fromNs: monotonicNow(),
    toNs: monotonicNow(),
    source: 'test',
    text: 'it happened',
    ...(alert === undefined ? {} : { alert }),
  })
  const wait = (alerts: readonly string[], events: readonly ControlPlaneEvent[], origin = takeOrigin()) => {
    const context = {
      environment: { events: async () => events },
      plan: { origin, measurement: { giveUpMs: 150 } },
      signal: new AbortController().signal,
    }
    return waitForAlarm(context as unknown as DrillContext, alerts, 0).catch((error: unknown) => error as DrillStop)
  }

  it('takes the alarm that leads to the runbook, and no other', async () => {
    const origin = takeOrigin()
    const events = [event('alarm', 'Other'), event('promoted'), event('alarm', 'Mine')]
    expect(await wait(['Mine'], events, origin)).to.include({ alert: 'Mine' })
    expect(await wait([], events, origin)).to.include({ alert: 'Other' })
  })

  it('gives up where only others were raised, and names them', async () => {
    const origin = takeOrigin()
    const stop = await wait(['Mine'], [event('alarm', 'Other')], origin)
    expect(stop).to.be.instanceOf(DrillStop)
    expect((stop as DrillStop).reason).to.deep.equal({
      code: 'not-detected',
      text: 'no alarm Mine was raised, so nobody opened the runbook (raised: Other)',
    })
  })

  it('does not take one of before the fault', async () => {
    const before = event('alarm', 'Mine')
    expect(await wait(['Mine'], [before], takeOrigin())).to.be.instanceOf(DrillStop)
  })
})
