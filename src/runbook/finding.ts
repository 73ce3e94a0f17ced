import type { Place } from './runbook.ts'

/** Something that is wrong with a runbook, and what to do about it. */
export interface RunbookFinding extends Place {
  /** Number of the rule, for example `RB022`. */
  readonly rule: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly remedy: string
}

/** Collects what is wrong with one file. */
export class Findings {
  readonly list: RunbookFinding[] = []

  error(rule: string, place: Place, message: string, remedy: string): void {
    this.#add('error', rule, place, message, remedy)
  }

  warning(rule: string, place: Place, message: string, remedy: string): void {
    this.#add('warning', rule, place, message, remedy)
  }

  #add(severity: 'error' | 'warning', rule: string, { line, column }: Place, message: string, remedy: string): void {
    this.list.push({ rule, severity, line, column, message, remedy })
  }
}

/** In the order of the file; what stands at the same place, by rule. */
export function inOrder(findings: readonly RunbookFinding[]): RunbookFinding[] {
  return [...findings].sort((a, b) => a.line - b.line || a.column - b.column || a.rule.localeCompare(b.rule))
}

export function hasErrors(findings: readonly RunbookFinding[]): boolean {
  return findings.some(({ severity }) => severity === 'error')
}
