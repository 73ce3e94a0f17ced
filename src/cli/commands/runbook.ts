import { Command } from 'commander'
import type { Finish } from '../exits.ts'
import { runbookDriftCommand } from './runbook-drift.ts'
import { runbookLintCommand } from './runbook-lint.ts'
import { runbookResumeCommand } from './runbook-resume.ts'
import { runbookRunCommand } from './runbook-run.ts'

export function runbookCommand(finish: Finish): Command {
  return new Command('runbook')
    .description('checks, executes and audits runbooks: Markdown that people read')
    .addCommand(runbookLintCommand(finish))
    .addCommand(runbookRunCommand(finish))
    .addCommand(runbookResumeCommand(finish))
    .addCommand(runbookDriftCommand(finish))
}
