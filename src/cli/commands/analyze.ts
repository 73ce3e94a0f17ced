import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { analyzeRecord, exitCodeOf } from '../../drill/finish.ts'
import { type DrillPlan, RecordFolder, readJson } from '../../drill/record.ts'
import type { Objectives } from '../../model/verdict.ts'
import { renderHtml } from '../../report/html/report-page.ts'
import { renderJson } from '../../report/json.ts'
import { renderJunit } from '../../report/junit.ts'
import { renderMarkdown } from '../../report/markdown.ts'
import { viewFor } from '../../report/paint.ts'
import type { Report } from '../../report/schema.ts'
import { renderTerminal } from '../../report/terminal.ts'
import { loadConfig } from '../../scenario/config.ts'
import { formatFinding } from '../../scenario/findings.ts'
import { objectivesFor } from '../../scenario/objectives.ts'
import { inputError, type Finish } from '../exits.ts'
import { collect } from '../options.ts'
import { orFindings } from '../plan-parts.ts'
import { shortPath } from '../short-path.ts'

interface AnalyzeOptions {
  readonly objective: readonly string[]
  readonly json?: boolean
  readonly markdown?: boolean
  readonly html?: boolean
  readonly junit?: boolean
}

export function analyzeCommand(finish: Finish): Command {
  return new Command('analyze')
    .description('judges a record again from disk, on any machine; changes nothing in it')
    .argument('<record>', 'folder of a record, for example reports/<drill-id>, or the id alone')
    .option('--objective <name=duration>', 'objective to judge against instead of the drill’s own', collect, [])
    .option('--json', 'print the report as JSON')
    .option('--markdown', 'print the report as Markdown')
    .option('--html', 'print the report as a page that opens offline')
    .option('--junit', 'print the report as JUnit XML')
    .action(async (path: string, options: AnalyzeOptions) => {
      const folder = await recordAt(path)
      const report = await analyzeRecord(folder, objectivesOf(readJson<DrillPlan>(folder.plan), options.objective))
      const render = rendererFor(options)
      const shown = shortPath(folder.path)
      process.stdout.write(
        render?.(report) ?? `${renderTerminal(report, viewFor(process.stdout, process.env), shown)}\n ${UNWRITTEN}\n`,
      )
      finish(exitCodeOf(report, 0))
    })
}

/** The folder of a record, or that of its name in the reports folder. @throws CommandError where there is no record */
async function recordAt(path: string): Promise<RecordFolder> {
  const given = new RecordFolder(resolve(path))
  if (existsSync(given.plan)) return given
  if (existsSync(given.path)) {
    throw inputError([`'${path}' is not a record: there is no plan.json in it. Give a folder of the reports folder`])
  }
  const findings: string[] = []
  const configuration = await orFindings(
    () => loadConfig(process.cwd()),
    (list, file) => findings.push(...list.map((finding) => `${file}: ${formatFinding(finding)}`)),
  )
  const folder = configuration?.reports.folder ?? resolve('reports')
  const named = new RecordFolder(join(folder, path))
  if (existsSync(named.plan)) return named
  throw inputError([`'${path}' does not exist, nor does a record of this name in ${shortPath(folder)}`, ...findings])
}

/** A report that differs from the record's own would be looked for there. */
const UNWRITTEN = 'Nothing was written. To keep it: the same with --html > report.html (or --json, ...)'

/**
 * The renderer of the form that was asked for; undefined for the terminal.
 *
 * @throws CommandError when more than one was
 */
function rendererFor(options: AnalyzeOptions): ((report: Report) => string) | undefined {
  const asked = [
    ...(options.json === true ? [renderJson] : []),
    ...(options.markdown === true ? [renderMarkdown] : []),
    ...(options.html === true ? [renderHtml] : []),
    ...(options.junit === true ? [(report: Report) => renderJunit([report])] : []),
  ]
  if (asked.length > 1) throw inputError(['only one of --json, --markdown, --html and --junit can be printed'])
  return asked[0]
}

/** The drill's own objectives, with those that are given here in their place. */
function objectivesOf(plan: DrillPlan, overrides: readonly string[]): Objectives {
  if (overrides.length === 0) return plan.objectives
  const parsed = objectivesFor({ objectives: {} }, { environment: plan.environment }, overrides)
  if ('findings' in parsed) throw inputError(parsed.findings.map(formatFinding))
  return { ...plan.objectives, ...parsed.value }
}
