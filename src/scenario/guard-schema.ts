import { z } from 'zod'
import { closed, duration, field, number, oneOf, text, variableNames } from './fields.ts'
import type { GuardCheck } from './guard-settings.ts'
import { WEEKDAYS } from './guard-settings.ts'

const yesOrNo = field<boolean>((value) => typeof value === 'boolean', 'must be true or false', 'Write true or false')

const timeOfDay = field<string>(
  (value) => typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value),
  'must be a time of day',
  "Write hours and minutes, for example '09:00'",
)

const day = field<string>(
  (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
  'must be a day',
  "Write year, month and day, for example '2027-12-20'",
)

const timeZone = field<string>(
  isTimeZone,
  'must be the name of a time zone',
  "Use an IANA name, for example 'Europe/Berlin'",
)

const share = number(Number.MIN_VALUE, 1, 'Give a share above 0 and up to 1, for example 0.5')

const check = closed('a check', {
  name: text('Give the check a name'),
  command: z
    .array(text('Give the program and its arguments'), { error: "Write a list: ['./may-drill.sh', 'production']" })
    .min(1, { error: 'Name the program' })
    .exactOptional(),
  check: field<NonNullable<GuardCheck['check']>>(
    (value) => typeof value === 'function',
    'must be a function',
    'Write a function that returns true to let the drill start',
  ).exactOptional(),
  timeout: duration(1).exactOptional(),
  secrets: variableNames.exactOptional(),
}).refine(({ command, check: ask }) => (command === undefined) !== (ask === undefined), {
  error: 'Give either a command or a check',
})

/** Of the guards of one environment. */
export const guardSchema = closed('guards', {
  optIn: yesOrNo.exactOptional(),
  protected: yesOrNo.exactOptional(),
  timeZone: timeZone.exactOptional(),
  windows: z
    .array(
      closed('a window', {
        days: z.array(oneOf(WEEKDAYS), { error: "Write a list of days: ['mon', 'tue']" }).exactOptional(),
        from: timeOfDay,
        to: timeOfDay,
      }),
      { error: "Write a list of windows: [{ from: '09:00', to: '17:00' }]" },
    )
    .min(1, { error: 'Name a window, or leave it out for any time: an empty list could mean always or never' })
    .exactOptional(),
  freezes: z
    .array(closed('a freeze', { from: day, to: day, reason: text('Say why nothing may be drilled then') }), {
      error: "Write a list of freezes: [{ from: '2027-12-20', to: '2028-01-02', reason: 'year-end' }]",
    })
    .exactOptional(),
  checks: z
    .array(check, { error: "Write a list of checks: [{ name: 'no incident', command: ['./ok.sh'] }]" })
    .exactOptional(),
  blastRadius: closed('blastRadius', {
    zoneShare: share.exactOptional(),
    instanceShare: share.exactOptional(),
  }).exactOptional(),
})

function isTimeZone(value: unknown): boolean {
  try {
    return typeof value === 'string' && new Intl.DateTimeFormat('en', { timeZone: value }).format() !== ''
  } catch {
    return false
  }
}
