import type { Reach } from '../reach.ts'
import type { Sighting, Watcher } from './sighting.ts'

/** Alarms that go off: what the system itself knows. */
export function alarmWatcher({ ports, settings }: Reach, since: Date): Watcher {
  const told = new Set<string>()
  return {
    name: 'alarms',
    async look() {
      const alarms = await ports.alarms()
      const changes = await Promise.all(settings.alarms.map((name) => alarms.changes(name, since)))
      return changes.flat().flatMap(({ alarm, at, text }): Sighting[] => {
        const key = `${alarm} ${at.toISOString()} ${text}`
        if (at < since || told.has(key)) return []
        told.add(key)
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
