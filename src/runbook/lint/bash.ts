import { spawnSync } from 'node:child_process'
import type { Findings } from '../finding.ts'
import type { Place, Script } from '../runbook.ts'

/** How long a checker may take for one fence, in milliseconds. */
const TIMEOUT_MS = 10_000
const SHELLCHECK = ['--shell=bash', '--severity=warning', '--format=json', '--norc', '-']

/** What a checker says of a text, by its line from 1. */
interface Remark extends Place {
  readonly message: string
  readonly remedy: string
}

/** A fence is often copied from another runbook, and a checker takes a quarter of a second. */
const known = new Map<string, readonly Remark[]>()

/** Asks bash itself about the syntax, without running anything; then shellcheck, where it is installed. Rule RB050. */
export function checkSyntax(script: Script, findings: Findings): void {
  const remarks = known.get(script.text) ?? ask(script.text)
  known.set(script.text, remarks)
  for (const { line, column, message, remedy } of remarks) {
    findings.error('RB050', { line: script.line + line - 1, column }, message, remedy)
  }
}

function ask(text: string): Remark[] {
  // Without BASH_ENV: a checker must not run what somebody put into the environment.
  const { BASH_ENV: _, ...env } = process.env
  const options = { input: text, encoding: 'utf8', timeout: TIMEOUT_MS, env } as const
  const bash = spawnSync('bash', ['--norc', '--noprofile', '-n'], options)
  if (bash.error !== undefined) {
    return [{ line: 1, column: 1, message: `bash cannot be asked (${bash.error.message})`, remedy: 'Install bash' }]
  }
  if (bash.status !== 0) {
    const [first = ''] = bash.stderr.split('\n')
    const match = /line (\d+): (.*)/.exec(first)
    const message = `bash: ${match?.[2] ?? first}`
    return [{ line: Number(match?.[1] ?? 1), column: 1, message, remedy: 'Correct the syntax' }]
  }
  const shellcheck = spawnSync('shellcheck', SHELLCHECK, options)
  if (shellcheck.error !== undefined || shellcheck.status !== 1) return []
  return (JSON.parse(shellcheck.stdout) as ShellcheckComment[]).map(({ line, column, code, message }) => ({
    line,
    column,
    message: `shellcheck: ${message}`,
    remedy: `See the wiki of shellcheck under SC${code}`,
  }))
}

interface ShellcheckComment {
  readonly line: number
  readonly column: number
  readonly code: number
  readonly message: string
}
