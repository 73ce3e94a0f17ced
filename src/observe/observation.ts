/** What was seen of an operation that did not go as it should. */
export interface Observation {
  /**
   * - `error`: the connection or the client library reported an error
   * - `sqlstate`: PostgreSQL answered with an error
   * - `status`: an HTTP status other than the one that means success
   * - `timeout`: our own deadline passed
   * - `content`: a successful answer whose content is not what it should be
   */
  readonly kind: 'error' | 'sqlstate' | 'status' | 'timeout' | 'content'
  /** An errno name, SQLSTATE, HTTP status, or name of the finding about the content; empty when there is none. */
  readonly code: string
  /** Whether the request may have left this process. Only what provably did not is without effect. */
  readonly sent: boolean
  /** The connection had served a request before: a server may close such a one at any time. */
  readonly kept: boolean
}
