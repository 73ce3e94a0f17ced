/**
 * By how much a control plane tells late what has happened already, in milliseconds. Effects on the lab are never
 * late by this: they take as long as they take.
 */
export const PUBLISHED = {
  /** "Failover completed" comes 3 to 42 s after the database is usable [P]. */
  failoverCompletedEventMs: 15_000,
  /** The availability zone of an instance changes 1 to 9 minutes after its failover [P]. */
  zoneFieldMs: 120_000,
  /** The log of a database is uploaded every 5 minutes [D]. */
  logUploadMs: 300_000,
  /** A snapshot is `creating` for so long; its moment is the one at which it was begun [K]. */
  snapshotMs: 60_000,
  /** A terminated instance is `shutting-down` for so long [K]. */
  shuttingDownMs: 20_000,
  /** A change of records is `PENDING` for up to 60 s [K]. */
  recordChangeMs: 30_000,
  /** An experiment is `pending`, and then `initiating`, for so long [K]. */
  experimentStepMs: 4_000,
  /** A target that left its group is `draining` for so long [K]. */
  drainingMs: 300_000,
} as const

/** The published lateness of a control plane, made shorter by a factor: a drill in a lab need not wait for minutes. */
export class Lateness {
  readonly speed: number

  /** @param speed - 1: as published */
  constructor(speed: number) {
    this.speed = speed
  }

  ms(what: keyof typeof PUBLISHED): number {
    return PUBLISHED[what] / this.speed
  }
}
