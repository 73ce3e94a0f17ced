import type { Duration } from '../model/duration.ts'

/** Days as calendars abbreviate them. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** When drills may start. */
export interface DrillWindow {
  /** @default every day */
  readonly days?: readonly Weekday[]
  /** Time of day, `'09:00'`. */
  readonly from: string
  /** Time of day, `'17:00'`; a window over midnight ends on the next day. The minute itself is outside. */
  readonly to: string
}

/** When no drill may start, whatever the windows say. */
export interface Freeze {
  /** First day, `'2027-12-20'`. */
  readonly from: string
  /** Last day, included. */
  readonly to: string
  /** Shown to whoever is refused. */
  readonly reason: string
}

/** A question of one's own. */
export interface GuardCheck {
  readonly name: string
  /** A program with its arguments: exit code 0 lets the drill start. It gets `BLACKSTART_DRILL_ID` and the like. */
  readonly command?: readonly string[]
  /** A function instead: `true` lets the drill start, a text refuses with that reason; anything else refuses. */
  readonly check?: (drill: { readonly scenario: string; readonly environment: string }) => unknown
  /** No answer after so long refuses. @default '10s' */
  readonly timeout?: Duration
  /** Names of environment variables whose values are removed from what it says. @default none */
  readonly secrets?: readonly string[]
}

/** How much of an environment one drill may hit. */
export interface BlastRadius {
  /** Share of a zone's running components, above 0 and up to 1. @default no limit */
  readonly zoneShare?: number
  /** Share of all running components in zones. @default no limit */
  readonly instanceShare?: number
}

/** What must hold before a drill may start in an environment. What is not known refuses. */
export interface GuardSettings {
  /** Drills may run there at all. @default false (lab: true) */
  readonly optIn?: boolean
  /** Its name must be repeated with `--confirm`. @default false */
  readonly protected?: boolean
  /** IANA name, for windows and freezes. @default 'UTC' */
  readonly timeZone?: string
  /** @default at any time */
  readonly windows?: readonly DrillWindow[]
  readonly freezes?: readonly Freeze[]
  readonly checks?: readonly GuardCheck[]
  readonly blastRadius?: BlastRadius
}
