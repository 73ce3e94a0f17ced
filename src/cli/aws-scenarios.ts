import { type AwsHand, handsNeeded } from '../environments/aws/iam/by-hand.ts'
import { AWS_PARTS } from '../environments/aws/parts.ts'
import { type AwsSettings, parseAwsOptions, parseAwsSettings } from '../environments/aws/settings.ts'
import { LOCAL_ACCOUNT, localSettings } from '../environments/aws-lab/local-account.ts'
import type { TeamConfiguration } from '../environments/environment.ts'
import type { Fault } from '../model/fault.ts'
import { readRunbook } from '../runbook/execute/run-folder.ts'
import { loadConfig } from '../scenario/config.ts'
import { formatFinding } from '../scenario/findings.ts'
import { type LoadedScenario, loadScenario } from '../scenario/load.ts'
import { findInProject } from '../scenario/project-path.ts'
import { resolveScenario } from '../scenario/resolve.ts'
import { standingLab } from './environments.ts'
import { inputError } from './exits.ts'
import { orFindings } from './plan-parts.ts'
import { parseSettings } from './settings.ts'

export interface AwsScenarioOptions {
  /** `aws`, or `aws-lab`: the account that the lab shows itself as, which needs no configuration. */
  readonly env: string
  readonly set: readonly string[]
  readonly config?: string
}

/** Scenarios, and the account in which they are to run. */
export interface AwsScenarios {
  readonly settings: AwsSettings
  /** By the name of the scenario. */
  readonly faults: ReadonlyMap<string, readonly Fault[]>
  /** What the steps of their runbooks do in the account. */
  readonly hands: ReadonlySet<AwsHand>
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
  const settings = configuration && (await accountOf(options.env, typed, configuration))
  if (settings !== undefined && 'findings' in settings) findings.push(...settings.findings)
  const inputs = loaded.flatMap((one) => (one === undefined ? [] : inputsOf(one, findings)))
  if (findings.length > 0 || settings === undefined || 'findings' in settings) throw inputError(findings)
  return {
    settings: settings.value,
    hands: handsNeeded(inputs),
    faults: new Map(loaded.flatMap((one) => (one === undefined ? [] : [[one.name, one.scenario.faults]]))),
  }
}

/** Of `aws-lab`: with the endpoint of the lab that is up, where one is. */
async function accountOf(
  env: string,
  typed: Readonly<Record<string, string>>,
  configuration: TeamConfiguration,
): Promise<{ readonly value: AwsSettings } | { readonly findings: readonly string[] }> {
  if (env === 'aws') return parseAwsSettings({ ...configuration.aws?.settings, ...typed }, configuration)
  if (env !== 'aws-lab') return { findings: [`--env ${env}: use aws or aws-lab`] }
  const options = parseAwsOptions(typed, env)
  if ('findings' in options) return options
  const { aws = LOCAL_ACCOUNT } = (await standingLab()) ?? {}
  return { value: localSettings(AWS_PARTS, aws, options.value) }
}

/**
 * Names of what the runbook of a scenario is given; of a scenario without one, none.
 *
 * @param findings - takes what is wrong with the runbook
 */
export function inputsOf(
  { scenario, file }: Pick<LoadedScenario, 'scenario' | 'file'>,
  findings: string[],
): readonly string[] {
  if (typeof scenario.recovery !== 'object') return []
  const path = findInProject(scenario.recovery.file, file)
  try {
    if (path === undefined) throw new Error('it is not there')
    return readRunbook(path).runbook.inputs.map(({ name }) => name)
  } catch (error) {
    findings.push(`${scenario.recovery.file}: ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
}
