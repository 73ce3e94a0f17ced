import type { AlarmChange } from '../ports/alarms.ts'
import type { Reach } from '../reach.ts'
import { onlyNew } from './once.ts'
import type { Sighting, Watcher } from './sighting.ts'

/** Alarms that go off: what the system itself knows. */
export function alarmWatcher({ ports, clocks, settings }: Reach, since: Date): Watcher {
  const isNew = onlyNew(({ alarm, text }: AlarmChange) => `${alarm} ${text}`)
  return {
    name: 'alarms',
    clocks,
    async look() {
      const alarms = await ports.alarms()
      const changes = await Promise.all(settings.alarms.map((name) => alarms.changes(name, since)))
      return changes.flat().flatMap((change): Sighting[] => {
        const { alarm, at, text } = change
        if (at < since || !isNew(change)) return []
        const raised = /to ALARM/.test(text)
        return [
          {
            kind: raised ? 'alarm' : 'alarm-changed',
            component: alarm,
            text,
            source: 'cloudwatch:DescribeAlarmHistory',
            at: { from: at, to: at },
            ...(raised ? { alert: alarm } : {}),
          },
        ]
      })
    },
  }
}
