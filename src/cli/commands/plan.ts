import { Command } from 'commander'
import type { Finish } from '../exits.ts'
import { agreedPlan, planHash } from '../../drill/guards/plan-hash.ts'
import { longestDrillMs } from '../../drill/longest.ts'
import { describeFault } from '../../scenario/describe.ts'
import { describeObjectives } from '../../scenario/objective-fields.ts'
import { formatMs } from '../../model/duration.ts'
import { withDrillOptions } from '../options.ts'
import { type DrillOptions, type PreparedDrill, prepareDrill } from '../prepare.ts'
import { ProvisionView } from '../progress.ts'

export function planCommand(_finish: Finish): Command {
  return withDrillOptions(new Command('plan'))
    .description('checks a scenario and says what a run would do; starts nothing')
    .option('--json', 'print the plan and its hash as JSON, for run --plan <hash>')
    .action(async (scenario: string, options: PlanOptions) => {
      const view = new ProvisionView()
      const signal = new AbortController().signal
      const prepared = await prepareDrill(scenario, options, '', signal, view.show)
      view.done()
      process.stdout.write(`${options.json === true ? planJson(prepared) : await describePlan(prepared)}\n`)
    })
}

interface PlanOptions extends DrillOptions {
  readonly json?: boolean
}

function planJson({ plan }: PreparedDrill): string {
  return JSON.stringify({ schemaVersion: 1, hash: planHash(plan), plan: agreedPlan(plan) }, null, 2)
}

async function describePlan({ plan, driver, k6, recordFolder }: PreparedDrill): Promise<string> {
  const { scenario, objectives, measurement } = plan
  const settings = driver.settingSpecs.map(({ key, text, values, default: fallback }) => [
    `  --set ${key}=...`,
    `${text} (${values}; default ${fallback})`,
  ])
  const drill = await driver.describeDrill?.(plan.settings, scenario.faults, longestDrillMs(plan, driver))
  const width = Math.max(...settings.map(([left = '']) => left.length))
  return [
    scenario.title,
    `  ${scenario.hypothesis}`,
    '',
    `Environment  ${plan.environment}`,
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
    '',
    ...(drill === undefined ? [] : [...drill, '']),
    `Settings of '${plan.environment}':`,
    ...settings.map(([left = '', right = '']) => `${left.padEnd(width)}  ${right}`),
  ].join('\n')
}
