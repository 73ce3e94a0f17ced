import { appendFileSync } from 'node:fs'
import { annotations } from '../report/annotations.ts'
import { renderMarkdown } from '../report/markdown.ts'
import type { Report } from '../report/schema.ts'

/**
 * Shows a result where GitHub Actions shows it: as annotations of the run and in the summary of the step. Elsewhere it
 * does nothing. Annotations go to standard error, which the runner reads too: standard output belongs to `--json`.
 */
export function showInCi(report: Report, env: NodeJS.ProcessEnv): void {
  if (env['GITHUB_ACTIONS'] !== 'true') return
  process.stderr.write(`${annotations(report).join('\n')}\n`)
  const summary = env['GITHUB_STEP_SUMMARY']
  if (summary === undefined || summary === '') return
  try {
    appendFileSync(summary, `${renderMarkdown(report)}\n`)
  } catch (error) {
    // A summary that cannot be written changes no verdict.
    process.stderr.write(`blackstart: the step summary could not be written: ${String(error)}\n`)
  }
}
