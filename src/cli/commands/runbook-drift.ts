import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { pastRuns } from '../../drill/runbook/past-runs.ts'
import { shortName } from '../../drill/runbook/mark.ts'
import { parseDurationMs } from '../../model/duration.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { driftOf } from '../../runbook/drift/drift.ts'
import { type DriftedRunbook, renderDrift, renderDriftJson } from '../../runbook/drift/render.ts'
import { UnusableRunbookError, readRunbook } from '../../runbook/execute/run-folder.ts'
import { listRunbooks } from '../../runbook/lint/library.ts'
import { loadConfig } from '../../scenario/config.ts'
import { type Finish, inputError } from '../exits.ts'

const DAY_MS = 86_400_000

interface DriftOptions {
  readonly maxAge: string
  readonly reports?: string
  readonly config?: string
  readonly json?: boolean
}

export function runbookDriftCommand(finish: Finish): Command {
  return new Command('drift')
    .description('holds runbooks against the records of their drills; exits 1 when one is not what was proven')
    .argument('[files...]', 'runbooks (default: runbooks/*.md)')
    .option('--max-age <time>', 'how old the last drill that passed may be, for example 90d or 12h', '30d')
    .option('--json', 'print the result as JSON')
    .option('--config <file>', 'configuration file (default: blackstart.config.ts, where there is one)')
    .option('--reports <folder>', 'folder of the records (default: the configuration, else reports)')
    .action(async (given: readonly string[], options: DriftOptions) => {
      const cwd = process.cwd()
      const files = given.length === 0 ? listRunbooks(cwd) : given.map((file) => resolve(cwd, file))
      const maxAgeMs = ageOf(options.maxAge)
      const findings = [
        ...(maxAgeMs === undefined ? [`--max-age '${options.maxAge}': write a time such as 30d or 12h`] : []),
        ...files.filter((file) => !existsSync(file)).map((file) => `'${file}': there is no such file`),
        ...(files.length === 0 ? ['there is no runbook: write one into runbooks/, or name the files'] : []),
      ]
      if (maxAgeMs === undefined || findings.length > 0) throw inputError(findings)
      const reports = options.reports ?? (await loadConfig(cwd, options.config)).reports.folder
      const drifted = drift(files, resolve(cwd, reports), maxAgeMs)
      process.stdout.write(options.json === true ? renderDriftJson(drifted, maxAgeMs, cwd) : renderDrift(drifted, cwd))
      if (drifted.some((runbook) => runbook.findings.length > 0)) finish(EXIT.fail)
    })
}

function drift(files: readonly string[], reports: string, maxAgeMs: number): DriftedRunbook[] {
  const all = pastRuns(reports)
  const unusable: string[] = []
  const drifted = files.flatMap((file): DriftedRunbook[] => {
    try {
      const { runbook, sha256 } = readRunbook(file)
      const runs = all.filter((run) => run.runbook === shortName(file))
      return [{ file, runs, findings: driftOf({ runbook, sha256, runs, nowMs: Date.now(), maxAgeMs }) }]
    } catch (error) {
      if (!(error instanceof UnusableRunbookError)) throw error
      unusable.push(...error.message.split('\n').map((text) => `${file}: ${text}`))
      return []
    }
  })
  if (unusable.length > 0) throw inputError(unusable)
  return drifted
}

/** A length of time that may be counted in days. */
function ageOf(text: string): number | undefined {
  const inDays = /^(\d+(?:\.\d+)?)d$/.exec(text.trim())?.[1]
  const ms = inDays === undefined ? parseDurationMs(text) : Number(inDays) * DAY_MS
  return ms !== undefined && ms > 0 ? ms : undefined
}
