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
  summarizeInCi(renderMarkdown(report), env)
}

/** Adds Markdown to the summary of the step where GitHub Actions runs it. Elsewhere it does nothing. */
export function summarizeInCi(markdown: string, env: NodeJS.ProcessEnv): void {
  if (env['GITHUB_ACTIONS'] !== 'true') return
  const summary = env['GITHUB_STEP_SUMMARY']
  if (summary === undefined || summary === '') return
  try {
    appendFileSync(summary, `${markdown}\n`)
  } catch (error) {
    // A summary that cannot be written changes no verdict.
    process.stderr.write(`blackstart: the step summary could not be written: ${String(error)}\n`)
  }
}
