import { spawn } from 'node:child_process'

/** How a program ended that could be interrupted. */
export interface InterruptibleEnd {
  /** Null when a signal ended it, or when it has not ended. */
  readonly exitCode: number | null
  /** False: it was interrupted, and was not gone after the time that it had for clearing up. It may still run. */
  readonly ended: boolean
  readonly stdout: string
  readonly stderr: string
}

export interface InterruptibleOptions {
  /** Interrupts it as Ctrl-C does; it is then waited for. */
  readonly signal: AbortSignal
  /** How long it may take to clear up after that, in milliseconds. */
  readonly clearUpMs: number
}

/**
 * Runs a program to its end and collects what it says. It is never killed, because it may have things to undo: it is
 * asked to end, by SIGINT, and also when this process exits.
 *
 * @throws the error of the system when it cannot be started
 */
export function runInterruptible(
  command: string,
  args: readonly string[],
  { signal, clearUpMs }: InterruptibleOptions,
): Promise<InterruptibleEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))

    let giveUp: NodeJS.Timeout | undefined
    const end = (exitCode: number | null, ended: boolean): void => {
      release()
      resolve({ exitCode, ended, stdout, stderr })
    }
    const askToEnd = (): void => void child.kill('SIGINT')
    const interrupt = (): void => {
      askToEnd()
      giveUp = setTimeout(() => {
        // Nobody waits for it any more: it must not keep this process alive.
        child.unref()
        child.stdout.destroy()
        child.stderr.destroy()
        end(null, false)
      }, clearUpMs)
    }
    const release = (): void => {
      clearTimeout(giveUp)
      signal.removeEventListener('abort', interrupt)
      process.off('exit', askToEnd)
    }
    process.once('exit', askToEnd)
    if (signal.aborted) interrupt()
    else signal.addEventListener('abort', interrupt, { once: true })
    child.once('error', (error) => {
      release()
      reject(error)
    })
    child.once('close', (exitCode) => end(exitCode, true))
  })
}
