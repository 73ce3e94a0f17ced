/** What one way of getting k6 had to say. */
export interface K6Attempt {
  readonly way: string
  readonly said: string
}

/** None of the ways gave a k6. The message lists all of them. */
export class K6UnavailableError extends Error {
  override readonly name = 'K6UnavailableError'
  readonly attempts: readonly K6Attempt[]

  constructor(attempts: readonly K6Attempt[]) {
    const tried = attempts.map(({ way, said }) => `  - ${way}: ${said.replaceAll('\n', '\n    ')}`)
    super(
      ['k6 v2 is not available. What was tried:', ...tried, 'Set K6_BIN to a k6 v2 binary, or put one on PATH.'].join(
        '\n',
      ),
    )
    this.attempts = attempts
  }
}

/** `$K6_BIN` names something that cannot be used. It was chosen on purpose, so nothing else is taken in its place. */
export class K6BinaryRefusedError extends Error {
  override readonly name = 'K6BinaryRefusedError'
  readonly path: string

  constructor(path: string, reason: string) {
    super(`K6_BIN is '${path}': ${reason}`)
    this.path = path
  }
}

/** k6 did not get as far as waiting for its release. */
export class K6StartError extends Error {
  override readonly name = 'K6StartError'
  readonly exitCode: number | null

  constructor(message: string, exitCode: number | null) {
    super(message)
    this.exitCode = exitCode
  }
}
