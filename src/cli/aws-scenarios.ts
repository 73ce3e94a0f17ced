import { type AwsSettings, parseAwsSettings } from '../environments/aws/settings.ts'
import type { Fault } from '../model/fault.ts'
import { loadConfig } from '../scenario/config.ts'
import { formatFinding } from '../scenario/findings.ts'
import { loadScenario } from '../scenario/load.ts'
import { resolveScenario } from '../scenario/resolve.ts'
import { inputError } from './exits.ts'
import { orFindings } from './plan-parts.ts'
import { parseSettings } from './settings.ts'

export interface AwsScenarioOptions {
  readonly set: readonly string[]
  readonly config?: string
}

/** Scenarios, and the account in which they are to run. */
export interface AwsScenarios {
  readonly settings: AwsSettings
  /** By the name of the scenario. */
  readonly faults: ReadonlyMap<string, readonly Fault[]>
  /** Whether one of them is recovered by a runbook, which may restore databases. */
  readonly byRunbook: boolean
}

/**
 * Reads scenarios and the account that the configuration names; asks AWS nothing.
 *
 * @throws CommandError with all findings
 */
export async function readAwsScenarios(names: readonly string[], options: AwsScenarioOptions): Promise<AwsScenarios> {
  const cwd = process.cwd()
  const findings: string[] = []
  const loaded = await Promise.all(
    names.map((name) =>
      orFindings(
        () => loadScenario(resolveScenario(name, { cwd })),
        (list, file) => findings.push(...list.map((finding) => `${file}: ${formatFinding(finding)}`)),
      ),
    ),
  )
  const configuration = await orFindings(
    () => loadConfig(cwd, options.config),
    (list, file) => findings.push(...list.map((finding) => `${file}: ${formatFinding(finding)}`)),
  )
  const typed = parseSettings(options.set, findings)
  const settings = configuration && parseAwsSettings({ ...configuration.aws?.settings, ...typed }, configuration)
  if (settings !== undefined && 'findings' in settings) findings.push(...settings.findings)
  if (findings.length > 0 || settings === undefined || 'findings' in settings) throw inputError(findings)
  return {
    settings: settings.value,
    byRunbook: loaded.some((one) => typeof one?.scenario.recovery === 'object'),
    faults: new Map(loaded.flatMap((one) => (one === undefined ? [] : [[one.name, one.scenario.faults]]))),
  }
}
