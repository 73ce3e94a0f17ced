import { spawnWithLifeline } from '../../system/lifeline.ts'
import { scrub } from '../../system/secrets.ts'
import { signalGroup } from '../../system/process-group.ts'
import { durationMs } from '../../model/duration.ts'
import type { GuardCheck } from '../../scenario/guard-settings.ts'
import type { Guard } from './guard.ts'

/** What a check may know of the drill that it is asked about. */
export interface AskedDrill {
  readonly drillId: string
  readonly scenario: string
  readonly environment: string
  /** Names of variables whose values are removed from what it says. @default none */
  readonly secrets?: readonly string[]
}

/** The last words of a program are shown, so many characters of them. */
const WORDS = 500
/** How long they may still come when the program has ended, in milliseconds: what it left behind may hold its output. */
const DRAIN_MS = 200

/** A team's own question, as a program or as a function. */
export function ownCheck(
  { name, command, check, timeout = '10s', secrets = [] }: GuardCheck,
  drill: AskedDrill,
): Guard {
  const hidden = [...(drill.secrets ?? []), ...secrets]
  const timeoutMs = durationMs(timeout)
  return {
    name,
    timeoutMs,
    ask: async () => {
      if (command !== undefined) return askProgram(command, { ...drill, secrets: hidden }, timeoutMs)
      const { scenario, environment } = drill
      const answer = await check?.({ scenario, environment })
      if (answer === true) return undefined
      return typeof answer === 'string' && answer !== ''
        ? scrub(answer, hidden)
        : `it answered ${String(answer)}, and only true agrees`
    },
  }
}

function askProgram(command: readonly string[], drill: AskedDrill, timeoutMs: number): Promise<string | undefined> {
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    const child = spawnWithLifeline(program, args, {
      env: {
        ...process.env,
        BLACKSTART_DRILL_ID: drill.drillId,
        BLACKSTART_SCENARIO: drill.scenario,
        BLACKSTART_ENVIRONMENT: drill.environment,
      },
      stdout: 'pipe',
      stderr: 'pipe',
    })
    let words = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (words += String(text)))
    // What hangs refuses a moment later; it must not live on.
    const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), timeoutMs)
    child.once('error', (error) => {
      clearTimeout(timer)
      resolve(`${program} could not be started: ${error.message}`)
    })
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`
      const answer = (): void => {
        for (const stream of [child.stdout, child.stderr]) stream?.destroy()
        resolve(code === 0 ? undefined : `${program} ${how}: ${scrub(words.trim(), drill.secrets ?? []).slice(-WORDS)}`)
      }
      const drained = setTimeout(answer, DRAIN_MS)
      child.once('close', () => {
        clearTimeout(drained)
        answer()
      })
    })
  })
}
