import { relative } from 'node:path'
import type { RunbookFinding } from '../finding.ts'
import type { LintedRunbook } from './lint.ts'

export const LINT_FORMATS = ['text', 'json', 'github'] as const
export type LintFormat = (typeof LINT_FORMATS)[number]

/** The findings of all files: for people, as JSON, or as annotations of a GitHub workflow. Paths are relative to `cwd`. */
export function renderLint(files: readonly LintedRunbook[], format: LintFormat, cwd: string): string {
  const all = files.flatMap(({ file, findings }) => findings.map((finding) => ({ file: relative(cwd, file), finding })))
  if (format === 'json') {
    const findings = all.map(({ file, finding }) => ({ file, ...finding }))
    return `${JSON.stringify({ schemaVersion: 1, files: files.length, findings }, null, 2)}\n`
  }
  if (format === 'github') return all.map(({ file, finding }) => annotation(file, finding)).join('')
  const list = all.map(({ file, finding }) => {
    const { line, column, severity, rule, message, remedy } = finding
    return `${file}:${line}:${column}: ${severity} ${rule}: ${message}\n    ${remedy}\n`
  })
  const errors = all.filter(({ finding }) => finding.severity === 'error').length
  const counted = count(files.length, 'runbook')
  const summary =
    all.length === 0
      ? `${counted}, no findings`
      : `${counted}, ${count(errors, 'error')}, ${count(all.length - errors, 'warning')}`
  return `${list.join('')}${summary}\n`
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}

/** Workflow commands are lines; what would end a property or the line is escaped. */
function annotation(file: string, { severity, rule, line, column, message, remedy }: RunbookFinding): string {
  const properties = `file=${property(file)},line=${line},col=${column},title=${property(rule)}`
  return `::${severity} ${properties}::${data(`${message}. ${remedy}`)}\n`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
