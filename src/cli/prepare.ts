import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { EnvironmentDriver } from '../environments/environment.ts'
import type { Guard } from '../drill/guards/guard.ts'
import { startGuards } from '../drill/guards/start-guards.ts'
import { loadPlan } from '../drill/load-plan.ts'
import { longestDrillMs } from '../drill/longest.ts'
import type { DrillPlan } from '../drill/record.ts'
import { checkScript } from '../load/check.ts'
import type { ProvisionProgress } from '../load/provision.ts'
import type { K6Binary } from '../load/resolve.ts'
import { EXIT } from '../model/exit-codes.ts'
import { type Fault, isUserFault } from '../model/fault.ts'
import { type Configuration, loadConfig } from '../scenario/config.ts'
import { type Finding, formatFinding } from '../scenario/findings.ts'
import { type LoadedScenario, loadScenario } from '../scenario/load.ts'
import type { Place } from '../scenario/environment-keys.ts'
import { guardsFor } from '../scenario/guard-layers.ts'
import { measurementFor } from '../scenario/measurement.ts'
import { objectivesFor } from '../scenario/objectives.ts'
import { findInProject } from '../scenario/project-path.ts'
import { resolveScenario } from '../scenario/resolve.ts'
import { alarmFindings } from '../scenario/stop-schema.ts'
import { takeOrigin } from '../system/clock.ts'
import { scrub } from '../system/secrets.ts'
import { DRIVERS, findDriver } from './environments.ts'
import { canAsk } from './ask.ts'
import { drillSettings } from './drill-settings.ts'
import { CommandError, inputError } from './exits.ts'
import { ciRunAddress, k6OrFindings, newDrillId, operator, orFindings } from './plan-parts.ts'
import { unwritable } from './reports-folder.ts'
import { parseSettings, withoutVariables } from './settings.ts'
import { gitState, ownVersion } from './versions.ts'

/** What a person asked for on the command line. */
export interface DrillOptions {
  readonly env: string
  readonly set: readonly string[]
  readonly objective: readonly string[]
  readonly config?: string
  readonly reports?: string
  /** Name of the environment, once more: protected ones ask for it. */
  readonly confirm?: string
  /** Whoever takes part is not to know what will break: the id of the drill must not tell. */
  readonly blind?: boolean
  /** Hash of the plan that was agreed to. */
  readonly plan?: string
}

export interface PreparedDrill {
  readonly plan: DrillPlan
  /** Where the records are. */
  readonly reports: string
  readonly recordFolder: string
  readonly driver: EnvironmentDriver
  readonly configuration: Configuration
  /** To be asked before anything is started. */
  readonly guards: readonly Guard[]
  /** Undefined when the scenario has no load. */
  readonly k6: K6Binary | undefined
  /** Settings of the environment as they were given, on the command line, by the scenario or in the configuration. */
  readonly given: Readonly<Record<string, string>>
}

/**
 * Loads and checks everything that a drill rests on, before anything is touched. What it takes to get k6 (a build, a
 * download) happens here too, after everything else was found to be right.
 *
 * @throws CommandError with all findings at once
 */
export async function prepareDrill(
  name: string,
  options: DrillOptions,
  command: string,
  signal: AbortSignal,
  onProgress: (progress: ProvisionProgress) => void,
): Promise<PreparedDrill> {
  const cwd = process.cwd()
  const findings: string[] = []
  const collect = (list: readonly Finding[], file?: string): void => {
    findings.push(...list.map((finding) => `${file === undefined ? '' : `${file}: `}${formatFinding(finding)}`))
  }
  const loaded = await orFindings(() => loadScenario(resolveScenario(name, { cwd })), collect)
  const configuration = await orFindings(() => loadConfig(cwd, options.config), collect)
  const driver = findDriver(options.env)
  if (driver === undefined) {
    findings.push(`--env '${options.env}': there is no such environment. Known: ${Object.keys(DRIVERS).join(', ')}`)
  }
  const typed = parseSettings(options.set, findings)
  const given = drillSettings({ environment: options.env, scenario: loaded?.scenario, configuration, typed })
  // What people are to bring back must not come back by itself.
  if (
    typeof loaded?.scenario.recovery === 'object' &&
    driver?.settingSpecs.some(({ key }) => key === 'failover') === true
  ) {
    given['failover'] ??= 'manual'
  }
  const settings = configuration && driver?.settings(given, configuration)
  if (settings !== undefined && 'findings' in settings) {
    const isTyped = (text: string): boolean => Object.keys(typed).some((key) => text.startsWith(key))
    findings.push(...settings.findings.map((text) => (isTyped(text) ? `--set ${text}` : text)))
  }
  const place: Place = {
    environment: options.env,
    ...(options.env === 'lab' && { profile: given['profile'] ?? 'fast' }),
  }
  const objectives = loaded === undefined ? undefined : objectivesFor(loaded.scenario, place, options.objective)
  if (objectives !== undefined && 'findings' in objectives) collect(objectives.findings)
  if (loaded !== undefined && configuration !== undefined && objectives !== undefined && 'value' in objectives) {
    // What the command line promises may allow a longer outage than the scenario, with which its limits were checked.
    const { giveUpMs } = measurementFor(configuration.measurement, objectives.value, place)
    collect(alarmFindings(loaded.scenario.stop, objectives.value.rtoMs ?? giveUpMs), loaded.file)
  }
  if (loaded !== undefined && driver !== undefined) findings.push(...uninjectable(loaded, driver))
  if (loaded !== undefined) refuseWithoutTerminal(loaded)
  const reports = resolve(cwd, options.reports ?? configuration?.reports.folder ?? 'reports')
  findings.push(...unwritable(reports))

  if (
    loaded === undefined ||
    configuration === undefined ||
    driver === undefined ||
    settings === undefined ||
    'findings' in settings ||
    objectives === undefined ||
    'findings' in objectives ||
    findings.length > 0
  ) {
    throw inputError(findings)
  }
  const missing = (await driver.preflight?.(settings.value, loaded.scenario.faults)) ?? []
  if (missing.length > 0) throw inputError(missing)

  const guarding = guardsFor(configuration.guards, place)
  const startedAt = new Date()
  // The path of the record is shown with the alarm.
  const drillId = newDrillId(startedAt, options.blind === true ? 'blind-rehearsal' : loaded.name)
  const k6 = loaded.scenario.load === undefined ? undefined : await k6OrFindings(signal, onProgress)
  const plan: DrillPlan = {
    planVersion: 1,
    drillId,
    scenarioName: loaded.name,
    scenarioFile: loaded.file,
    scenarioSha256: loaded.sha256,
    ...(loaded.loadScript === undefined ? {} : { loadSha256: sha256(loaded.loadScript) }),
    ...runbookHash(loaded),
    scenario: loaded.scenario,
    environment: options.env,
    settings: settings.value,
    objectives: objectives.value,
    measurement: measurementFor(configuration.measurement, objectives.value, place),
    warmUp: configuration.warmUp,
    ...(guarding.blastRadius === undefined ? {} : { blastRadius: guarding.blastRadius }),
    ...(configuration.secrets.length === 0 ? {} : { secrets: configuration.secrets }),
    operator: operator(),
    ...gitState(cwd),
    command: scrub(withoutVariables(command, options.set), configuration.secrets),
    startedAt: startedAt.toISOString(),
    origin: takeOrigin(),
    versions: {
      blackstart: ownVersion(),
      node: process.version,
      ...(k6 === undefined ? {} : { k6: k6.version }),
    },
    ciRun: ciRunAddress(process.env),
  }
  if (k6 !== undefined) {
    const wrong = await checkScript(k6.path, loadPlan(plan, { customerUrl: 'http://127.0.0.1:9', streams: [] }), signal)
    if (wrong.length > 0) throw inputError(wrong)
  }
  const guards = startGuards({
    plan,
    settings: guarding,
    confirmed: options.confirm,
    agreedPlan: options.plan,
    now: () => new Date(),
  })
  guards.push(...(driver.startQuestions?.(settings.value, longestDrillMs(plan, driver)) ?? []))
  return { plan, reports, recordFolder: join(reports, drillId), driver, configuration, guards, k6, given }
}

function uninjectable({ scenario }: LoadedScenario, driver: EnvironmentDriver): string[] {
  return scenario.faults.flatMap((fault, index) => [
    ...(isUserFault(fault) || driver.faultKinds.includes(fault.kind)
      ? []
      : [
          `faults[${index}]: '${driver.name}' cannot inject ${fault.kind}; it can inject ${driver.faultKinds.join(', ')}` +
            whyNot(driver, fault),
        ]),
    ...('role' in fault && !driver.roles.includes(fault.role)
      ? [`faults[${index}].role: '${driver.name}' has no role '${fault.role}'; it has ${driver.roles.join(', ')}`]
      : []),
  ])
}

function whyNot({ impossible }: EnvironmentDriver, { kind }: Fault): string {
  const reason = impossible?.[kind]
  return reason === undefined ? '' : `. ${reason}`
}

/** Nobody would answer, and nobody could take it back. @throws CommandError */
function refuseWithoutTerminal({ scenario }: LoadedScenario): void {
  const index = scenario.faults.findIndex(({ kind }) => kind === 'manual')
  if (index === -1 || canAsk()) return
  const text = `faults[${index}] asks a person, and there is no terminal to ask at: run it where standard input and standard error are one`
  throw new CommandError(EXIT.refused, text)
}

/** A runbook that is not there is found by the drill itself. */
function runbookHash({ scenario, file }: LoadedScenario): Pick<DrillPlan, 'runbookSha256'> {
  if (scenario.recovery === 'automatic') return {}
  const runbook = findInProject(scenario.recovery.file, file)
  return runbook === undefined ? {} : { runbookSha256: sha256(runbook) }
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
