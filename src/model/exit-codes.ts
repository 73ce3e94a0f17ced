/** The one table of exit codes, for every command. 1 is only ever a verdict. */
export const EXIT = {
  /** All objectives met. */
  pass: 0,
  /** An objective was missed. */
  fail: 1,
  /** Nothing may be concluded; the reason is in the report. */
  inconclusive: 2,
  /** A guard refused; nothing was started. */
  refused: 3,
  /** A fault may remain: a person is needed. Outranks every other code. */
  faultMayRemain: 4,
  /** Wrong usage or wrong input; nothing was started. */
  usage: 64,
  /** The hands of a runbook: the server could not be reached. */
  unreachable: 69,
  /** Something unexpected inside Blackstart. */
  internal: 70,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
