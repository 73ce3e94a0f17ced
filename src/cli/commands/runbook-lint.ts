import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { EXIT } from '../../model/exit-codes.ts'
import { hasErrors } from '../../runbook/finding.ts'
import { alertRulesBeside, listRunbooks, missingRunbooks } from '../../runbook/lint/library.ts'
import { type LintedRunbook, lintFile } from '../../runbook/lint/lint.ts'
import { LINT_FORMATS, type LintFormat, renderLint } from '../../runbook/lint/render.ts'
import { loadConfig } from '../../scenario/config.ts'
import { type Finish, inputError } from '../exits.ts'

export function runbookLintCommand(finish: Finish): Command {
  return new Command('lint')
    .description('checks runbooks by every rule, and their links with scenarios and alarms; executes nothing')
    .argument('[files...]', 'runbooks (default: runbooks/*.md, and every scenario that needs one)')
    .addOption(
      new Option('--format <format>', 'for people, as JSON, or as GitHub annotations')
        .choices(LINT_FORMATS)
        .default('text'),
    )
    .option('--config <file>', 'configuration file (default: blackstart.config.ts, where there is one)')
    .action(async (given: readonly string[], { format, config }: { format: LintFormat; config?: string }) => {
      const cwd = process.cwd()
      const files = given.length === 0 ? listRunbooks(cwd) : given.map((file) => resolve(cwd, file))
      const absent = files.filter((file) => !existsSync(file)).map((file) => `'${file}': there is no such file`)
      if (absent.length > 0) throw inputError(absent)
      if (files.length === 0) throw inputError(['there is no runbook: write one into runbooks/, or name the files'])
      const { alertRules } = await loadConfig(cwd, config)
      const linted: LintedRunbook[] = []
      for (const file of files) {
        linted.push(await lintFile(file, { alertRules: [...new Set([...alertRulesBeside([file]), ...alertRules])] }))
      }
      if (given.length === 0) linted.push(...(await withoutRunbook(cwd)))
      process.stdout.write(renderLint(linted, format, cwd))
      if (linted.some(({ findings }) => hasErrors(findings))) finish(EXIT.usage)
    })
}

async function withoutRunbook(cwd: string): Promise<LintedRunbook[]> {
  return (await missingRunbooks(cwd)).map(({ scenario, runbook }) => ({
    file: resolve(cwd, scenario),
    findings: [
      {
        rule: 'RB004',
        severity: 'error',
        line: 1,
        column: 1,
        message: `this scenario needs hands, and its runbook '${runbook}' is not there`,
        remedy: 'Write it, or correct the path',
      },
    ],
  }))
}
