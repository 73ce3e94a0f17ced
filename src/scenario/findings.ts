/** One thing that is wrong with what a person wrote, and what to do about it. */
export interface Finding {
  /** The field, for example `faults[0].role`; empty for the file as a whole. */
  readonly path: string
  /** What stood there, as text. */
  readonly found: string
  readonly message: string
  /** What to write instead. */
  readonly remedy: string
  /** Line of the file, from 1; only where the field stands once in the file, or the error itself names it. */
  readonly line?: number
}

/** A value, or everything that is wrong with the input that it was to be made from. */
export type Checked<T> = { readonly value: T } | { readonly findings: readonly Finding[] }

/** A file that a person wrote cannot be used; holds all findings at once. Nothing was started. */
abstract class InputError extends Error {
  /** Absolute path of the file, or what was asked for where no file was found. */
  readonly file: string
  readonly findings: readonly Finding[]

  constructor(file: string, findings: readonly Finding[], options?: ErrorOptions) {
    super(`${file}: ${findings.map(formatFinding).join('\n')}`, options)
    this.file = file
    this.findings = findings
  }
}

/** The scenario file cannot be found, loaded or used. */
export class ScenarioError extends InputError {
  override readonly name = 'ScenarioError'
}

/** The configuration file cannot be loaded or used. */
export class ConfigError extends InputError {
  override readonly name = 'ConfigError'
}

/** One finding in one line: where, what was found, what to do. */
export function formatFinding(finding: Finding): string {
  const where = [finding.line === undefined ? '' : `line ${finding.line}`, finding.path].filter((part) => part !== '')
  const found = finding.found === '' ? '' : ` (found ${finding.found})`
  return `${where.length === 0 ? '' : `${where.join(', ')}: `}${finding.message}${found}. ${finding.remedy}`
}

const LONGEST_FOUND = 80

/** Shows a value of any kind in a finding, short and on one line. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'function') return 'a function'
  const text = typeof value === 'string' ? `'${value}'` : (safeJson(value) ?? Object.prototype.toString.call(value))
  return text.length <= LONGEST_FOUND ? text : `${text.slice(0, LONGEST_FOUND)}... (truncated)`
}

function safeJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
