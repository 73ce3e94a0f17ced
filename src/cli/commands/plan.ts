import { Command } from 'commander'
import type { Finish } from '../exits.ts'
import { inputsOf } from '../aws-scenarios.ts'
import { handsNeeded, leftByHand } from '../../environments/aws/iam/by-hand.ts'
import type { DrillDescription } from '../../environments/environment.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { blastRadius } from '../../drill/guards/blast-radius.ts'
import { CONFIRMATION } from '../../drill/guards/consent.ts'
import { askGuards } from '../../drill/guards/guard.ts'
import { agreedPlan, planHash } from '../../drill/guards/plan-hash.ts'
import { recordedPlan } from '../../drill/recorded-plan.ts'
import { longestDrillMs } from '../../drill/longest.ts'
import { describeFault } from '../../scenario/describe.ts'
import { describeObjectives } from '../../scenario/objective-fields.ts'
import { formatMs } from '../../model/duration.ts'
import { withDrillOptions } from '../options.ts'
import { type DrillOptions, type PreparedDrill, prepareDrill } from '../prepare.ts'
import { ProvisionView } from '../progress.ts'
import { saidLate } from '../said-late.ts'
import { allSettings, givenSettings } from '../setting-lines.ts'

export function planCommand(finish: Finish): Command {
  return withDrillOptions(new Command('plan'))
    .description('checks a scenario and says what a run would do; starts nothing')
    .option('--json', 'print the plan and its hash as JSON, for run --plan <hash>')
    .option('--settings', 'list all settings of the environment')
    .action(async (scenario: string, options: PlanOptions) => {
      const view = new ProvisionView()
      const signal = new AbortController().signal
      const prepared = await prepareDrill(scenario, options, '', signal, view.show)
      view.done()
      const drill = await describeDrill(prepared)
      const refusals = await refusalsOf(prepared, drill)
      if (refusals.length > 0) finish(EXIT.refused)
      if (options.json === true) {
        process.stdout.write(`${planJson(prepared, refusals)}\n`)
        return
      }
      const lines = [...leavingLines(prepared), ...(drill?.lines ?? [])]
      process.stdout.write(`${describePlan(prepared, options, lines)}\n`)
      if (refusals.length === 0) return
      process.stdout.write(`\nA run would be refused now:\n${refusals.map((text) => `  - ${text}\n`).join('')}`)
    })
}

interface PlanOptions extends DrillOptions {
  readonly json?: boolean
  readonly settings?: boolean
}

function planJson({ plan, driver }: PreparedDrill, refusals: readonly string[]): string {
  return JSON.stringify(
    { schemaVersion: 1, hash: planHash(plan), plan: recordedPlan(agreedPlan(plan), driver), refusals },
    null,
    2,
  )
}

/** Why a run would not begin now. That somebody confirms it is no matter of a plan. */
async function refusalsOf(prepared: PreparedDrill, drill: DrillDescription | undefined): Promise<string[]> {
  const { guards, driver, plan } = prepared
  // What the environment asks before a start it has asked for its description as well.
  const described = drill === undefined ? [] : (driver.startQuestions?.(plan.settings, 0) ?? [])
  const left = new Set([CONFIRMATION, ...described.map(({ name }) => name)])
  return [
    ...(await askGuards(guards.filter(({ name }) => !left.has(name)))),
    ...(drill?.refusals ?? []),
    ...(await blastRefusals(prepared, drill)),
  ]
}

/** What the run's own guard would say of the targets, where they are known beforehand. */
async function blastRefusals({ plan }: PreparedDrill, drill: DrillDescription | undefined): Promise<string[]> {
  if (drill?.expected === undefined) return []
  const { topology, hits } = drill.expected
  const lastHealthy = plan.scenario.mayHitLastHealthy === true
  return await askGuards([blastRadius({ topology, targets: hits, limits: plan.blastRadius ?? {}, lastHealthy })])
}

/** What the environment says of it; undefined where it has nothing to say. */
async function describeDrill({ plan, driver }: PreparedDrill): Promise<DrillDescription | undefined> {
  const asked = driver.describeDrill?.(plan.settings, plan.scenario.faults, longestDrillMs(plan, driver))
  return asked && (await saidLate(`asking '${plan.environment}' what would be hit`, asked))
}

/** What the steps of its runbook leave in an account of AWS. */
function leavingLines({ plan: { environment, scenario, scenarioFile } }: PreparedDrill): string[] {
  if (environment !== 'aws') return []
  const hands = handsNeeded(inputsOf({ scenario, file: scenarioFile }, []))
  return leftByHand(hands).map((text) => `Leaves       ${text}`)
}

function describePlan(
  { plan, driver, k6, recordFolder, given }: PreparedDrill,
  { settings }: PlanOptions,
  drill: readonly string[],
): string {
  const { scenario, objectives, measurement } = plan
  return [
    scenario.title,
    `  ${scenario.hypothesis}`,
    '',
    `Environment  ${plan.environment}`,
    `Settings     ${givenSettings(driver.settingSpecs, given)}`,
    `Faults       ${scenario.faults.map(describeFault).join('; ')}`,
    `Objectives   ${describeObjectives(objectives)}`,
    `Load         ${
      scenario.load === undefined || k6 === undefined
        ? 'none'
        : `${scenario.load.script} at ${scenario.load.rate}/s, by k6 ${k6.version} (${k6.way}: ${k6.path})`
    }`,
    `Recovered    ${measurement.availability * 100} % of probes good within ${formatMs(measurement.goodWithinMs)} (Wilson 95 % lower limit over ${measurement.windowProbes} probes), held for ${formatMs(measurement.holdDownMs)}`,
    `Gives up     ${formatMs(measurement.giveUpMs)} after the fault`,
    `Record       ${recordFolder}`,
    `Hash         ${planHash(plan)}`,
    ...(drill.length === 0 ? [] : ['', ...drill]),
    ...(settings === true ? ['', ...allSettings(plan.environment, driver.settingSpecs)] : []),
  ].join('\n')
}
