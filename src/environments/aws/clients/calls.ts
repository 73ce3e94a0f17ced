/** One call that was made to AWS, as it is kept in a drill's record and held against the printed policies. */
export interface RecordedCall {
  /** Prefix of the IAM action, for example `rds`. */
  readonly service: string
  /** For example `FailoverDBCluster`. */
  readonly operation: string
  /** ISO 8601. */
  readonly at: string
  /** `ok`, or the name of the error. */
  readonly outcome: string
}

/** Where calls are written down. */
export type CallRecorder = (call: RecordedCall) => void
