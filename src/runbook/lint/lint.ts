import { readFileSync } from 'node:fs'
import { Findings, inOrder, type RunbookFinding } from '../finding.ts'
import { parseRunbook } from '../parse/parse.ts'
import type { WrittenRunbook } from '../parse/written.ts'
import type { Runbook } from '../runbook.ts'
import { checkSyntax } from './bash.ts'
import { checkBudget, checkLength } from './budget.ts'
import { checkAssertions, warnOfWrites } from './check-commands.ts'
import { checkLinks } from './links.ts'
import type { LintOptions } from './lint-options.ts'
import { checkScenario } from './scenario.ts'
import { checkExports, checkLiterals, checkPrompts, checkVariables } from './variables.ts'

export interface LintedRunbook {
  /** Absolute path. */
  readonly file: string
  readonly findings: readonly RunbookFinding[]
  /** Only where its grammar holds. */
  readonly runbook?: Runbook
}

/** Applies every rule to a file. Executes nothing of it. @param file - absolute path */
export async function lintFile(file: string, options: LintOptions): Promise<LintedRunbook> {
  let source: string
  try {
    source = readFileSync(file, 'utf8')
  } catch (error) {
    const findings = new Findings()
    findings.error('RB001', { line: 1, column: 1 }, `cannot be read: ${(error as Error).message}`, 'Check the path')
    return { file, findings: findings.list }
  }
  const { written, runbook, findings: ofGrammar } = parseRunbook(source)
  const findings = new Findings()
  findings.list.push(...ofGrammar, ...lintText(written))
  for (const { script } of written.steps.flatMap(({ parts }) => parts)) {
    if (script !== undefined) checkSyntax(script, findings)
  }
  checkLinks(written, file, findings)
  if (written.frontMatter !== undefined) await checkScenario(written.frontMatter, source, file, options, findings)
  return { file, findings: inOrder(findings.list), ...(runbook === undefined ? {} : { runbook }) }
}

/** The rules that need nothing but the text. */
export function lintText(written: WrittenRunbook): RunbookFinding[] {
  const findings = new Findings()
  for (const { label, script } of written.steps.flatMap(({ parts }) => parts)) {
    if (script === undefined) continue
    if (label.name === 'Check') {
      checkAssertions(script, findings)
      warnOfWrites(script, findings)
    }
    checkExports(script, findings)
    checkPrompts(script, findings)
    checkLiterals(script, findings)
  }
  checkVariables(written, findings)
  checkBudget(written, findings)
  checkLength(written, findings)
  return inOrder(findings.list)
}
