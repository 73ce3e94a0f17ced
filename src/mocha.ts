/**
 * A mocha adapter: drills as tests.
 *
 * @example
 * ```ts
 * import { expect, use } from 'chai'
 * import blackstart from 'blackstart/chai'
 * import { drill } from 'blackstart/mocha'
 *
 * use(blackstart)
 *
 * drill('database-kill', {}, (result) => {
 *   it('is back in three seconds', () => expect(result()).to.recoverWithin('3s'))
 * })
 * ```
 *
 * @packageDocumentation
 */
import { fileURLToPath } from 'node:url'
import { durationMs, formatMs, type Duration } from './model/duration.ts'
import { EXIT } from './model/exit-codes.ts'
import type { ReasonCode } from './model/reasons.ts'
import type { Report } from './report/schema.ts'
import { sentence } from './report/sentence.ts'
import { runInterruptible } from './system/interruptible.ts'

/** How a drill is run as a test. What is left out is as on the command line. */
export interface DrillTestOptions {
  /** Where it runs. @default 'lab' */
  readonly env?: string
  /** Settings of the environment, as with `--set key=value`. */
  readonly set?: Readonly<Record<string, string>>
  /** Objectives in place of the scenario's own, as with `--objective rto=5s`. */
  readonly objectives?: Readonly<Record<string, string>>
  /** Configuration file. @default blackstart.config.ts, where there is one */
  readonly config?: string
  /** Folder of the records. @default the configuration's, else `reports` */
  readonly reports?: string
  /** How long the whole drill may take. Then it is interrupted, undoes its faults, and is red. @default '15m' */
  readonly timeout?: Duration
}

/** The drill could not be run, or nothing is known of its result: neither a pass nor a fail. */
export class DrillNotRunError extends Error {
  override readonly name = 'DrillNotRunError'
  /** Exit code of `blackstart run`; null when it was killed. */
  readonly exitCode: number | null

  constructor(scenario: string, exitCode: number | null, said: string) {
    super(`the drill '${scenario}' gave no result (exit code ${exitCode ?? 'none'}):\n${said}`)
    this.exitCode = exitCode
  }
}

/** The drill did not pass; the message is the sentence of its report. */
export class DrillNotPassedError extends Error {
  override readonly name = 'DrillNotPassedError'
  readonly drillId: string
  readonly reasons: readonly ReasonCode[]

  // Not the whole report: reporters of test runners print what an error holds.
  constructor(report: Report) {
    super(sentence(report))
    this.drillId = report.drill.id
    this.reasons = report.reasons.map(({ code }) => code)
  }
}

/** The words of mocha that the adapter needs: its types need not be installed for this. */
interface Mocha {
  readonly describe: (title: string, body: () => void) => void
  readonly before: (body: (this: { timeout(ms: number): void }) => Promise<void>) => void
  readonly it: (title: string, body: () => void) => void
}

const DEFAULT_TIMEOUT: Duration = '15m'
/** How long a drill that was interrupted may take to undo its faults, in milliseconds. */
const UNDO_MS = 10 * 60_000
/** How much longer mocha waits, in milliseconds: were it first, nobody would wait for the undo. */
const MOCHA_MS = 30_000
/** What timers can count, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1 - UNDO_MS - MOCHA_MS

/**
 * Defines a suite that runs a drill once, and a test in it that passes if the drill does. An inconclusive drill is red,
 * with its reason. Further tests on the same result can be defined inside.
 *
 * @param scenario - name or path, as for `blackstart run`
 * @param define - defines further tests; `result` gives the report, and may be called only inside of them
 */
export function drill(
  scenario: string,
  options: DrillTestOptions = {},
  define: (result: () => Report) => void = () => {},
): void {
  const { describe, before, it } = mocha()
  const timeoutMs = Math.min(durationMs(options.timeout ?? DEFAULT_TIMEOUT), LONGEST_MS)
  describe(`drill ${scenario}`, () => {
    let report: Report | undefined
    const result = (): Report => {
      if (report === undefined)
        throw new Error('the result is known once the drill has run: ask for it inside of a test')
      return report
    }
    before(async function () {
      this.timeout(timeoutMs + UNDO_MS + MOCHA_MS)
      report = await run(scenario, options, timeoutMs)
    })
    it('passes', () => {
      if (result().verdict !== 'pass') throw new DrillNotPassedError(result())
    })
    define(result)
  })
}

function mocha(): Mocha {
  const words = globalThis as unknown as Partial<Mocha>
  const { describe, before, it } = words
  if (describe === undefined || before === undefined || it === undefined) {
    throw new Error("drill() of 'blackstart/mocha' defines mocha tests: call it in a file that mocha runs")
  }
  return { describe, before, it }
}

/** In a process of its own, so that a test runner that is busy or is killed is neither measured nor trusted with the undo. */
async function run(scenario: string, options: DrillTestOptions, timeoutMs: number): Promise<Report> {
  const launcher = fileURLToPath(new URL('../bin/blackstart.js', import.meta.url))
  const args = [launcher, 'run', scenario, '--json', ...argumentsOf(options)]
  const signal = AbortSignal.timeout(timeoutMs)
  const end = await runInterruptible(process.execPath, args, { signal, clearUpMs: UNDO_MS })
  const { exitCode, stdout } = end
  const stderr = end.stderr.trim()
  if (!end.ended) {
    const text = `it took longer than ${formatMs(timeoutMs)}, was interrupted, and had not ended ${formatMs(UNDO_MS)} later: a fault may remain (blackstart recover)`
    throw new DrillNotRunError(scenario, null, `${text}\n${stderr}`)
  }
  if (signal.aborted) {
    const text = `it took longer than ${formatMs(timeoutMs)} and was interrupted`
    throw new DrillNotRunError(scenario, exitCode, `${text}\n${stderr}`)
  }
  const verdictGiven = exitCode === EXIT.pass || exitCode === EXIT.fail || exitCode === EXIT.inconclusive
  if (!verdictGiven || stdout === '') throw new DrillNotRunError(scenario, exitCode, stderr)
  return JSON.parse(stdout) as Report
}

function argumentsOf({ env, set = {}, objectives = {}, config, reports }: DrillTestOptions): string[] {
  return [
    ...(env === undefined ? [] : ['--env', env]),
    ...Object.entries(set).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
    ...Object.entries(objectives).flatMap(([name, bound]) => ['--objective', `${name}=${bound}`]),
    ...(config === undefined ? [] : ['--config', config]),
    ...(reports === undefined ? [] : ['--reports', reports]),
  ]
}
