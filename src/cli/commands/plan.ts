import { Command } from 'commander'
import type { Finish } from '../exits.ts'
import { describeFault } from '../../scenario/describe.ts'
import { formatMs } from '../../model/duration.ts'
import { withDrillOptions } from '../options.ts'
import { type DrillOptions, type PreparedDrill, prepareDrill } from '../prepare.ts'
import { ProvisionView } from '../progress.ts'

export function planCommand(_finish: Finish): Command {
  return withDrillOptions(new Command('plan'))
    .description('checks a scenario and says what a run would do; starts nothing')
    .action(async (scenario: string, options: DrillOptions) => {
      const view = new ProvisionView()
      const signal = new AbortController().signal
      const prepared = await prepareDrill(scenario, options, '', signal, view.show)
      view.done()
      process.stdout.write(`${describePlan(prepared)}\n`)
    })
}

function describePlan({ plan, driver, k6, recordFolder }: PreparedDrill): string {
  const { scenario, objectives, measurement } = plan
  const { rtoMs, rpoSeconds } = objectives
  const settings = driver.settingSpecs.map(({ key, text, values, default: fallback }) => [
    `  --set ${key}=...`,
    `${text} (${values}; default ${fallback})`,
  ])
  const width = Math.max(...settings.map(([left = '']) => left.length))
  return [
    scenario.title,
    `  ${scenario.hypothesis}`,
    '',
    `Environment  ${plan.environment}`,
    `Faults       ${scenario.faults.map(describeFault).join('; ')}`,
    `Objectives   ${[
      ...(rtoMs === undefined ? [] : [`RTO ${formatMs(rtoMs)}`]),
      ...(rpoSeconds === undefined ? [] : [`RPO ${formatMs(rpoSeconds * 1_000)}`]),
    ].join(', ')}`,
    `Load         ${
      scenario.load === undefined || k6 === undefined
        ? 'none'
        : `${scenario.load.script} at ${scenario.load.rate}/s, by k6 ${k6.version} (${k6.way}: ${k6.path})`
    }`,
    `Recovered    ${measurement.availability * 100} % of probes good within ${formatMs(measurement.goodWithinMs)} (Wilson 95 % lower limit over ${measurement.windowProbes} probes), held for ${formatMs(measurement.holdDownMs)}`,
    `Gives up     ${formatMs(measurement.giveUpMs)} after the fault`,
    `Record       ${recordFolder}`,
    '',
    `Settings of '${plan.environment}':`,
    ...settings.map(([left = '', right = '']) => `${left.padEnd(width)}  ${right}`),
  ].join('\n')
}
