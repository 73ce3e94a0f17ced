import type { AlarmHistoryItem, MetricAlarm, StateValue } from '@aws-sdk/client-cloudwatch'
import { arn, GROUP } from '../account.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { LabView } from '../lab-view.ts'

/** The alarm that stops experiments: what a team would hang on what its customers see. */
const GUARD = 'blackstart-lab-guard'
/** In ALARM while the group has fewer healthy instances than it should have. */
const CAPACITY = 'blackstart-lab-capacity'

interface StateChange {
  readonly atMs: number
  readonly to: StateValue
  readonly reason: string
}

/** The alarms of the account. Those of the lab follow what really happens; others are as they are set. */
export class Alarms {
  readonly #plane: ControlPlane
  readonly #set = new Map<string, StateChange[]>()
  readonly #definitions = new Map<string, MetricAlarm>()

  constructor(plane: ControlPlane) {
    this.#plane = plane
    for (const name of [GUARD, CAPACITY]) this.define({ AlarmName: name, AlarmDescription: 'an alarm of the lab' })
  }

  define(alarm: MetricAlarm): void {
    this.#definitions.set(alarm.AlarmName ?? '', alarm)
  }

  knows(name: string): boolean {
    return this.#definitions.has(name)
  }

  delete(name: string): void {
    this.#definitions.delete(name)
    this.#set.delete(name)
  }

  /** By hand; CloudWatch overrules it when it evaluates the alarm the next time, the lab does not [D]. */
  setState(name: string, to: StateValue, reason: string): void {
    this.#set.set(name, [...(this.#set.get(name) ?? []), { atMs: Date.now(), to, reason }])
  }

  all(view: LabView): readonly MetricAlarm[] {
    return [...this.#definitions].map(([name, alarm]) => {
      const last = this.#changes(name, view).at(-1)
      const forced = this.#plane.conduct.now.alarm?.[name]
      return {
        ActionsEnabled: true,
        Namespace: 'Blackstart/Lab',
        MetricName: name,
        Period: 10,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        ...alarm,
        AlarmName: name,
        AlarmArn: arn('cloudwatch', `alarm:${name}`),
        StateValue: forced ?? last?.to ?? 'OK',
        StateReason: forced === undefined ? (last?.reason ?? 'no change so far') : 'set for a test',
        ...(last !== undefined && { StateUpdatedTimestamp: new Date(last.atMs) }),
      }
    })
  }

  /** State of an alarm. @returns undefined when there is no such one */
  stateOf(alarmArn: string, view: LabView): StateValue | undefined {
    return this.all(view).find(({ AlarmArn }) => AlarmArn === alarmArn)?.StateValue
  }

  /** Changes of state, the newest first, in the words of CloudWatch [K]. */
  history(view: LabView): readonly AlarmHistoryItem[] {
    const items = [...this.#definitions.keys()].flatMap((name) =>
      this.#changes(name, view).map(({ atMs, to, reason }, index, all) => {
        const from = all[index - 1]?.to ?? 'OK'
        return {
          AlarmName: name,
          AlarmType: 'MetricAlarm' as const,
          Timestamp: new Date(atMs),
          HistoryItemType: 'StateUpdate' as const,
          HistorySummary: `Alarm updated from ${from} to ${to}`,
          HistoryData: JSON.stringify({
            version: '1.0',
            oldState: { stateValue: from },
            newState: { stateValue: to, stateReason: reason },
          }),
        }
      }),
    )
    // Of two in the same millisecond the later one is told first, too.
    return items.toReversed().sort((one, other) => other.Timestamp.getTime() - one.Timestamp.getTime())
  }

  #changes(name: string, view: LabView): readonly StateChange[] {
    const own = name === CAPACITY ? capacityChanges(view) : []
    return [...own, ...(this.#set.get(name) ?? [])].sort((one, other) => one.atMs - other.atMs)
  }
}

/** From auto-scaling's own events: one that is not well puts it into ALARM, the last replacement back to OK. */
function capacityChanges({ events }: LabView): readonly StateChange[] {
  const changes: StateChange[] = []
  let missing = 0
  for (const { kind, component, toMs } of events) {
    const before = missing
    if (kind === 'instance-unhealthy') missing += 1
    else if (kind === 'instance-replaced') missing = Math.max(0, missing - 1)
    else continue
    if ((before === 0) === (missing === 0)) continue
    const to = missing === 0 ? 'OK' : 'ALARM'
    changes.push({ atMs: toMs, to, reason: `${GROUP}: ${missing} of its instances are missing (${component})` })
  }
  return changes
}
