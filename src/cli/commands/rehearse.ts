import { join } from 'node:path'
import { Command } from 'commander'
import { EXIT } from '../../model/exit-codes.ts'
import type { Scenario } from '../../model/scenario.ts'
import { viewFor } from '../../report/paint.ts'
import { renderTerminal } from '../../report/terminal.ts'
import { ScenarioError } from '../../scenario/findings.ts'
import { loadScenario } from '../../scenario/load.ts'
import { listScenarios, resolveScenario } from '../../scenario/resolve.ts'
import { canAsk } from '../ask.ts'
import { type Finish, inputError } from '../exits.ts'
import { withDrillOptions } from '../options.ts'
import type { DrillOptions } from '../prepare.ts'
import { prepareShown, runPrepared } from '../run-prepared.ts'
import { shortPath } from '../short-path.ts'
import { untilSignal } from '../signals.ts'
import { howToRecover } from '../unfinished.ts'

export function rehearseCommand(finish: Finish): Command {
  return withDrillOptions(new Command('rehearse'), '[scenario]')
    .description('a drill in which you recover the system, by its runbook and against the clock; ends with a debrief')
    .option('--blind', 'gives you only the alarm; without a scenario, one is chosen by chance')
    .option('--confirm <environment>', 'name of the environment, once more: protected ones ask for it')
    .action(async (given: string | undefined, options: DrillOptions) => {
      if (!canAsk()) {
        throw inputError([
          'a rehearsal needs a person, and there is no terminal: standard input and standard error must be one. ' +
            'Without a person: blackstart run',
        ])
      }
      const blind = options.blind === true
      const scenario = given ?? (await chosen(blind))
      await refuseAutomatic(scenario)
      const interrupt = untilSignal()
      try {
        const found = await prepareShown(scenario, options, interrupt.signal)
        if (found.driver.lasting === true) {
          throw inputError([
            `--env ${options.env}: it outlives the drill, and what you change by hand stands in no ledger: rehearse in the lab`,
          ])
        }
        const prepared = { ...found, plan: { ...found.plan, rehearsal: { blind } } }
        const { report, exitCode } = await runPrepared(prepared, interrupt.signal)
        const { recordFolder, reports, plan } = prepared
        process.stdout.write(
          renderTerminal(report, viewFor(process.stdout, process.env), shortPath(recordFolder)) +
            ` Postmortem   ${shortPath(join(recordFolder, 'postmortem.md'))} (a draft)\n`,
        )
        if (exitCode === EXIT.faultMayRemain) {
          process.stderr.write(`blackstart: ${howToRecover(plan.drillId, reports)}\n`)
        }
        finish(exitCode)
      } finally {
        interrupt.release()
      }
    })
}

/** Whoever does not know what will break cannot prepare for it. @returns path of a scenario */
async function chosen(blind: boolean): Promise<string> {
  const known = await Promise.all(
    listScenarios({ cwd: process.cwd() }).map(async ({ name, file }) => ({ name, file, by: await recoveryOf(file) })),
  )
  const byPeople = known.filter(({ by }) => by !== undefined && by !== 'automatic')
  const names = byPeople.map(({ name }) => name).join(', ')
  const one = byPeople[Math.floor(Math.random() * byPeople.length)]
  if (one === undefined) throw inputError(['there is no scenario that people recover: give one a runbook'])
  if (!blind) throw inputError([`name a scenario that people recover: ${names}`])
  return one.file
}

async function refuseAutomatic(scenario: string): Promise<void> {
  if ((await recoveryOf(scenario)) !== 'automatic') return
  throw inputError([
    `'${scenario}' recovers by itself, so there is nothing to rehearse: give it a runbook as its recovery, or use blackstart run`,
  ])
}

/** @returns undefined for a scenario that cannot be used: the drill complains of it, with all its findings */
async function recoveryOf(scenario: string): Promise<Scenario['recovery'] | undefined> {
  try {
    return (await loadScenario(resolveScenario(scenario, { cwd: process.cwd() }))).scenario.recovery
  } catch (error) {
    if (error instanceof ScenarioError) return undefined
    throw error
  }
}
