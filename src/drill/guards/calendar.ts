import { type DrillWindow, type Freeze, type Weekday, WEEKDAYS } from '../../scenario/guard-settings.ts'
import { type Guard, QUICK_MS } from './guard.ts'

/** An instant as a calendar on the wall of a time zone shows it. */
interface WallTime {
  readonly day: string
  readonly weekday: Weekday
  /** `09:00` */
  readonly time: string
}

/** Drills start only inside a window. @param allowed - undefined: they may always; an empty list: never */
export function windows(allowed: readonly DrillWindow[] | undefined, timeZone: string, now: () => Date): Guard {
  return {
    name: 'window',
    timeoutMs: QUICK_MS,
    ask: () => {
      const at = wallTime(now(), timeZone)
      if (allowed === undefined || allowed.some((window) => isInside(at, window))) return undefined
      const list = allowed.map(({ days = WEEKDAYS, from, to }) => `${days.join(', ')} ${from}-${to}`).join('; ')
      return `it is ${at.weekday} ${at.time} in ${timeZone}, and drills may start ${list}`
    },
  }
}

/** No drill starts in a freeze. */
export function freezes(frozen: readonly Freeze[], timeZone: string, now: () => Date): Guard {
  return {
    name: 'freeze',
    timeoutMs: QUICK_MS,
    ask: () => {
      const { day } = wallTime(now(), timeZone)
      const found = frozen.find(({ from, to }) => from <= day && day <= to)
      return found === undefined
        ? undefined
        : `from ${found.from} to ${found.to} nothing is drilled (${found.reason}); it is ${day} in ${timeZone}`
    },
  }
}

function isInside(at: WallTime, { days = WEEKDAYS, from, to }: DrillWindow): boolean {
  if (from < to) return days.includes(at.weekday) && from <= at.time && at.time < to
  // Over midnight: the hours after it belong to the day before.
  return (days.includes(at.weekday) && at.time >= from) || (days.includes(dayBefore(at.weekday)) && at.time < to)
}

function dayBefore(weekday: Weekday): Weekday {
  return WEEKDAYS[(WEEKDAYS.indexOf(weekday) + 6) % 7] ?? weekday
}

function wallTime(at: Date, timeZone: string): WallTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  const weekday = WEEKDAYS.find((name) => name === part('weekday').toLowerCase())
  if (weekday === undefined) throw new Error(`the calendar of ${timeZone} has no weekday for ${at.toISOString()}`)
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    weekday,
    time: `${part('hour')}:${part('minute')}`,
  }
}
