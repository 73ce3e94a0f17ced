import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { writeJson } from '../drill/record.ts'
import { EXIT, type ExitCode } from '../model/exit-codes.ts'
import type { Report } from '../report/schema.ts'
import { seriesOf } from '../drill/series.ts'
import type { Series } from '../report/series.ts'
import { CommandError, tell } from './exits.ts'
import type { DrillOptions, PreparedDrill } from './prepare.ts'
import { prepareShown, runPrepared } from './run-prepared.ts'

/** Several drills of one scenario, and how they ended together. */
export interface RepeatedDrills {
  readonly series: Series
  readonly exitCode: ExitCode
  /** Where the summary was written. */
  readonly file: string
  readonly reports: string
  /** The drill in whose environment a fault may remain. */
  readonly unresolved?: string
}

/**
 * Drills a scenario several times, one after the other, each with a record of its own, and writes a summary beside them.
 * An interrupt ends the series, and so does a drill after which a fault may remain, or one that is refused; a series that
 * ended early is inconclusive at best.
 *
 * @param onReport - told of each drill as it ends
 * @throws CommandError when not even the first drill could be started
 */
export async function repeatDrill(
  scenario: string,
  options: DrillOptions & { readonly waitCredited?: boolean },
  times: number,
  signal: AbortSignal,
  onReport: (report: Report) => void,
): Promise<RepeatedDrills> {
  const first = await prepareShown(scenario, options, signal)
  const drills: Report[] = []
  const exitCodes: ExitCode[] = []
  let unresolved: string | undefined
  let prepared: PreparedDrill = first
  try {
    for (;;) {
      const { report, exitCode } = await runPrepared(keepingAll(prepared, times), signal, options)
      drills.push(report)
      exitCodes.push(exitCode)
      if (exitCode === EXIT.faultMayRemain) unresolved = prepared.plan.drillId
      tell(exitCode, () => onReport(report))
      if (drills.length === times || signal.aborted || exitCode === EXIT.faultMayRemain) break
      prepared = await prepareShown(scenario, options, signal)
    }
  } catch (error) {
    // What was measured before stays worth telling.
    if (drills.length === 0 || !(error instanceof CommandError)) throw error
    process.stderr.write(`blackstart: ${error.message}\n`)
    exitCodes.push(error.exitCode)
  }
  if (drills.length < times) exitCodes.push(EXIT.inconclusive)
  const worst = worstExit(exitCodes)
  const series = seriesOf(drills, times)
  const file = join(first.reports, `series-${first.plan.drillId}.json`)
  tell(worst, () => {
    mkdirSync(first.reports, { recursive: true })
    // The reports are in the records; a second copy could only come to differ.
    const records = drills.map(({ drill, verdict }) => ({ id: drill.id, verdict }))
    writeJson(file, { ...series, drills: records })
  })
  return {
    series,
    exitCode: worst,
    file,
    reports: first.reports,
    ...(unresolved === undefined ? {} : { unresolved }),
  }
}

/** No drill of the series may be removed by one that comes after it. */
function keepingAll(prepared: PreparedDrill, times: number): PreparedDrill {
  const { reports } = prepared.configuration
  const keep = Math.max(reports.keep, times)
  const keepFailed = Math.max(reports.keepFailed, times)
  return { ...prepared, configuration: { ...prepared.configuration, reports: { ...reports, keep, keepFailed } } }
}

/** A fault that may remain outranks all; then the worst verdict. */
function worstExit(codes: readonly ExitCode[]): ExitCode {
  const rank: readonly ExitCode[] = [
    EXIT.faultMayRemain,
    EXIT.internal,
    EXIT.fail,
    EXIT.usage,
    EXIT.refused,
    EXIT.inconclusive,
  ]
  return rank.find((code) => codes.includes(code)) ?? EXIT.pass
}
