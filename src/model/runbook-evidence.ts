/** How the runbook of a drill went. Times in milliseconds since the start of the drill unless the name says otherwise. */
export interface RunbookEvidence {
  readonly file: string
  readonly sha256: string
  readonly outcome: string
  readonly text: string
  /** The alarm with which it began. */
  readonly alarm: string
  readonly alarmAtMs: number
  /** People's time that was not waited for, in milliseconds: nobody measured it. */
  readonly creditedMs: number
  /** What the runbook states for noticing, in milliseconds. Absent from records of before rehearsals. */
  readonly detectMs?: number
  readonly steps: readonly RunbookStepEvidence[]
}

export interface RunbookStepEvidence {
  readonly number: number
  readonly id: string
  readonly title: string
  readonly status: string
  readonly beganAtMs: number | null
  readonly endedAtMs: number | null
  /** Lengths, in milliseconds. */
  readonly measuredMs: number
  readonly creditedMs: number
  readonly expectMs: number
  /** How often its checks were looked at. */
  readonly tries: number
  /** Whether it has a change that somebody makes. Absent from records of before rehearsals. */
  readonly changes?: boolean
}
