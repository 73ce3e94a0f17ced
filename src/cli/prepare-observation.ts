import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { ObservedSystem } from '../environments/observed/observed-system.ts'
import { writerOf } from '../environments/observed/settings.ts'
import { loadPlan } from '../drill/load-plan.ts'
import type { DrillPlan, ObservationPlan } from '../drill/record.ts'
import { checkScript } from '../load/check.ts'
import type { ProvisionProgress } from '../load/provision.ts'
import type { K6Binary } from '../load/resolve.ts'
import type { ProbeSpec } from '../model/probe.ts'
import { askOnce } from '../observe/ask.ts'
import { variablesOf } from '../observe/variables.ts'
import { type Configuration, loadConfig } from '../scenario/config.ts'
import { formatFinding } from '../scenario/findings.ts'
import { measurementFor } from '../scenario/measurement.ts'
import { objectivesFor } from '../scenario/objectives.ts'
import { takeOrigin } from '../system/clock.ts'
import { scrub } from '../system/secrets.ts'
import { inputError } from './exits.ts'
import { type ObserveOptions, readLoad, readObservation, readSettings } from './observe-options.ts'
import { ciRunAddress, k6OrFindings, newDrillId, operator, orFindings } from './plan-parts.ts'
import { unwritable } from './reports-folder.ts'
import { gitState, ownVersion } from './versions.ts'

export interface PreparedObservation {
  readonly plan: DrillPlan & { readonly observation: ObservationPlan }
  readonly system: ObservedSystem
  readonly reports: string
  readonly recordFolder: string
  readonly configuration: Configuration
  /** Undefined when there is no load. */
  readonly k6: K6Binary | undefined
}

const PLACE = { environment: 'observed' }

/**
 * Checks everything that an observation rests on, and asks the system once on every stream: what does not answer now
 * would only be found out after the warm-up.
 *
 * @throws CommandError with all findings at once
 */
export async function prepareObservation(
  options: ObserveOptions,
  command: string,
  signal: AbortSignal,
  onProgress: (progress: ProvisionProgress) => void,
): Promise<PreparedObservation> {
  const cwd = process.cwd()
  const findings: string[] = []
  const configuration = await orFindings(
    () => loadConfig(cwd, options.config),
    (list, file) => findings.push(...list.map((finding) => `${file}: ${formatFinding(finding)}`)),
  )
  const objectives = objectivesFor({ objectives: {} }, PLACE, options.objective)
  if (options.objective.length === 0) {
    findings.push('--objective: nothing is promised, so nothing could be judged. Give rto=30s, rpo=0s, or both')
  } else if ('findings' in objectives) findings.push(...objectives.findings.map(formatFinding))
  const startedAt = new Date()
  const drillId = newDrillId(startedAt, 'observe')
  const load = readLoad(options, cwd, findings)
  const settings = configuration && readSettings(options, configuration, drillId, load, findings)
  const observation = readObservation(options, findings)
  const reports = resolve(cwd, options.reports ?? configuration?.reports.folder ?? 'reports')
  findings.push(...unwritable(reports))
  if (
    findings.length > 0 ||
    configuration === undefined ||
    settings === undefined ||
    observation === undefined ||
    'findings' in objectives
  ) {
    throw inputError(findings)
  }

  const system = new ObservedSystem(settings)
  const silent = await unanswered(system.streams, drillId)
  const fatal = silent.filter(({ spec }) => spec.protocol !== 'net')
  if (fatal.length > 0) throw inputError(fatal.map(({ text }) => text))
  // A rung only attributes: where every stream above it works, it is the rung that is told something wrong.
  for (const { text } of silent) process.stderr.write(`blackstart: warning: ${text}. Nothing is judged by it\n`)
  const k6 = load === undefined ? undefined : await k6OrFindings(signal, onProgress)
  const secrets = [...variablesOf(system.streams), ...(load?.env ?? [])]
  const scenario = {
    title: `Observation of ${[settings.http?.url, settings.sql?.url].filter(Boolean).join(' and ')}`,
    hypothesis: 'Whatever breaks, it is back within its objectives.',
    objectives: {},
    ...(load === undefined ? {} : { load }),
    faults: [],
    recovery: 'automatic',
  } as const
  const plan: PreparedObservation['plan'] = {
    planVersion: 1,
    drillId,
    scenarioName: 'observe',
    scenarioFile: join(cwd, 'observe'),
    scenarioSha256: createHash('sha256').update(JSON.stringify(scenario)).digest('hex'),
    scenario,
    environment: PLACE.environment,
    settings: { everyMs: settings.everyMs, timeoutMs: settings.timeoutMs, readOnly: settings.readOnly },
    objectives: objectives.value,
    measurement: measurementFor(configuration.measurement, objectives.value, PLACE),
    warmUp: configuration.warmUp,
    operator: operator(),
    ...gitState(cwd),
    command: scrub(command, secrets),
    startedAt: startedAt.toISOString(),
    origin: takeOrigin(),
    versions: {
      blackstart: ownVersion(),
      node: process.version,
      ...(k6 === undefined ? {} : { k6: k6.version }),
    },
    ciRun: ciRunAddress(process.env),
    observation: {
      ...observation,
      ...shownCommands(options, secrets),
      loadOnlyWitnesses: settings.loadWriter === undefined,
      secrets,
    },
  }
  if (k6 !== undefined) {
    const wrong = await checkScript(k6.path, loadPlan(plan, system), signal)
    if (wrong.length > 0) throw inputError(wrong)
  }
  return { plan, system, reports, recordFolder: join(reports, drillId), configuration, k6 }
}

/** The commands as they may stand in a record. */
function shownCommands(
  { markCommand, verifyCommand }: ObserveOptions,
  secrets: readonly string[],
): Pick<ObservationPlan, 'markCommand' | 'verifyCommand'> {
  return {
    ...(markCommand === undefined ? {} : { markCommand: scrub(markCommand, secrets) }),
    ...(verifyCommand === undefined ? {} : { verifyCommand: scrub(verifyCommand, secrets) }),
  }
}

interface Unanswered {
  readonly spec: ProbeSpec
  readonly text: string
}

/** Each stream is asked once, under a name of its own. */
async function unanswered(streams: readonly ProbeSpec[], drillId: string): Promise<Unanswered[]> {
  const results = await Promise.all(
    streams.map(async (spec) => {
      const asked = { ...spec, writer: writerOf(drillId, `check-${spec.id}`) }
      return { spec, result: await askOnce(asked) }
    }),
  )
  return results
    .filter(({ result }) => result.outcome !== 'ok')
    .map(({ spec, result: { errorClass } }) => ({
      spec,
      text: `${spec.path}: ${spec.id} does not work now (${errorClass})${hint(errorClass)}`,
    }))
}

function hint(errorClass: string): string {
  if (errorClass === 'statement-refused') return '. Is its table there? `blackstart canary sql` prints the definition'
  if (errorClass === 'unexpected-status') return '. Say in canary.http of the configuration what means success'
  return ''
}
