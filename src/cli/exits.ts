import { EXIT, type ExitCode } from '../model/exit-codes.ts'

/** Ends a command: its exit code, for the launcher to return when everything that was started has ended. */
export type Finish = (exitCode: number) => void

/** Ends a command with a message for people and its exit code; anything else that is thrown is an internal error. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/**
 * Tells what came of something. However that goes wrong (a reader that is gone, a full disk), a fault that may remain is not
 * forgotten over it: its exit code outranks all.
 *
 * @param exitCode - of what came of it
 * @throws whatever the telling throws, where no fault may remain
 */
export function tell(exitCode: number, telling: () => void): void {
  try {
    telling()
  } catch (error) {
    if (exitCode !== EXIT.faultMayRemain) throw error
    process.stderr.write(`blackstart: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}

/** Wrong input, with everything that is wrong about it. Nothing was started. */
export function inputError(findings: readonly string[]): CommandError {
  const head = findings.length === 1 ? 'there is a finding' : `there are ${findings.length} findings`
  const list = findings.map((finding) => `  - ${finding.replaceAll('\n', '\n    ')}`).join('\n')
  return new CommandError(EXIT.usage, `${head}; nothing was started:\n${list}`)
}
