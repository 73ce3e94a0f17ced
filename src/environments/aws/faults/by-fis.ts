import type { Evidence, InjectionReceipt, IntendedInjection } from '../../../model/fault.ts'
import { waitFor } from '../../../system/wait.ts'
import { TargetMovedError } from '../../environment.ts'
import { type Experiment, type FisPort, isTerminal } from '../ports/fis.ts'
import type { Tags } from '../ports/tags.ts'
import type { Reach } from '../reach.ts'
import { askOnce } from './ask-once.ts'
import { type AwsFault, awsCommand, evidence } from './aws-fault.ts'
import { type ExperimentSpec, templateOf } from './experiment.ts'
import { notRunningAgain, restart } from './restart.ts'

/** How long FIS may take to preview, to begin, and to stop, in milliseconds. */
const PREVIEW_MS = 120_000
const BEGUN_MS = 120_000
const STOPPED_MS = 12_000
/** How long instances may take to run again, or to be replaced, in one attempt, in milliseconds. */
const STANDING_MS = 5_000

/** Tags by which whatever a drill has made in FIS is found again, with the ledger alone. */
export function fisTags({ drillId, injectionId }: Pick<IntendedInjection, 'drillId' | 'injectionId'>): Tags {
  return { 'blackstart:drill': drillId, 'blackstart:injection': String(injectionId) }
}

/** Whether FIS is asked for it: with a template of ours, or with one that a team has written itself. */
export function isDoneByFis(target: Pick<IntendedInjection, 'identity' | 'fault'>): boolean {
  return target.fault.kind === 'fis' || specIn(target) !== undefined
}

/** Whether FIS does it, and with what. */
export function specIn({ identity }: Pick<IntendedInjection, 'identity'>): ExperimentSpec | undefined {
  const { experiment } = identity
  return typeof experiment === 'string' ? (JSON.parse(experiment) as ExperimentSpec) : undefined
}

/**
 * How FIS does what it is asked for:
 *
 * 1. a template with the drill's tags, whose targets are the ARNs that the guards have seen
 * 2. a preview, that must resolve to exactly those
 * 3. the experiment, under a token that starts it once
 *
 * It ends by itself at its duration, by an alarm, or because we stop it: found by its tags. What stopping does not undo
 * (instances that were stopped) is undone by us.
 */
export const BY_FIS: Omit<AwsFault<'database.failover'>, 'resolve'> = {
  async inject(reach, target) {
    const spec = mustHaveSpec(target)
    const fis = await reach.ports.fis()
    const template = await templateOf(reach, spec, fisTags(target))
    const templateId = await fis.createTemplate(template, `${tokenOf(target)}-template`)
    return await beginExperiment(reach, target, templateId, (resolved) => exactly(spec, resolved))
  },

  async verify(reach, target) {
    const fis = await reach.ports.fis()
    const look = async (): Promise<Evidence | undefined> => {
      const [experiment] = await realOnes(fis, target)
      return experiment === undefined ? undefined : statementOf(await fis.get(experiment.id))
    }
    const waits = { timeoutMs: BEGUN_MS, everyMs: reach.settings.pollMs }
    const seen = await waitFor('the experiment to begin', look, waits).catch(() => undefined)
    return seen ?? evidence(false, 'FIS took the request, and the experiment has not begun')
  },

  async undo(reach, target) {
    const fis = await reach.ports.fis()
    for (const { id } of (await everyOne(fis, target)).filter((experiment) => !isTerminal(experiment)))
      await fis.stop(id)
    const over = async (): Promise<boolean> => (await everyOne(fis, target)).every(isTerminal)
    await waitFor('the experiment to stop', over, {
      timeoutMs: reach.stopsWithinMs ?? STOPPED_MS,
      everyMs: reach.settings.pollMs,
    })
    for (const id of await fis.templates(fisTags(target))) await fis.deleteTemplate(id)
    await restart(reach, target)
  },

  async undone(reach, target) {
    const fis = await reach.ports.fis()
    const found = await everyOne(fis, target)
    const open = found.filter((experiment) => !isTerminal(experiment))
    if (open.length > 0) return evidence(false, open.map(({ id, status }) => `${id} is ${status}`).join(', '))
    const stopped = await waitFor(
      'the instances to run again',
      async () => ((await notRunningAgain(reach, target)).length === 0 ? [] : undefined),
      { timeoutMs: STANDING_MS, everyMs: reach.settings.pollMs },
    ).catch(() => notRunningAgain(reach, target))
    if (stopped.length > 0) return evidence(false, `${stopped.join(', ')} do not run again`)
    if (found.length === 0) return evidence(true, 'FIS was never asked')
    return evidence(
      true,
      `over: ${found.map(({ id, status, actionsMode }) => `${id} (${actionsMode}) is ${status}`).join(', ')}`,
    )
  },

  byHand(settings, target) {
    const query = `experiments[?tags.\\"blackstart:drill\\"=='${target.drillId}'].id`
    const list = awsCommand(settings, `fis list-experiments --query "${query}" --output text`)
    return `for id in $(${list}); do ${awsCommand(settings, 'fis stop-experiment --id "$id"')}; done`
  },
}

/** What FIS has resolved: ARNs, by the name of the target. */
export type Resolved = Readonly<Record<string, readonly string[]>>

/**
 * Previews an experiment, and begins it when nothing speaks against what the preview has resolved.
 *
 * @param wrong - what speaks against it; empty when nothing does
 * @throws TargetMovedError, NotAPreviewError
 */
export async function beginExperiment(
  reach: Reach,
  target: IntendedInjection,
  templateId: string,
  wrong: (resolved: Resolved) => readonly string[],
): Promise<InjectionReceipt> {
  const fis = await reach.ports.fis()
  const findings = wrong(await previewed(reach, fis, target, templateId))
  if (findings.length > 0) throw new TargetMovedError(target.component, findings.join(', and '))
  const tags = fisTags(target)
  const start = { templateId, mode: 'run-all', clientToken: `${tokenOf(target)}-run`, tags } as const
  return await askOnce(
    reach,
    async () => void (await fis.start(start)),
    async () => (await realOnes(fis, target)).length > 0,
  )
}

function tokenOf({ drillId, injectionId }: IntendedInjection): string {
  return `${drillId}-${injectionId}`
}

/** @throws TargetMovedError, NotAPreviewError */
async function previewed(reach: Reach, fis: FisPort, target: IntendedInjection, templateId: string): Promise<Resolved> {
  const clientToken = `${tokenOf(target)}-preview`
  const { id } = await fis.start({ templateId, mode: 'skip-all', clientToken, tags: fisTags(target) })
  const waits = { timeoutMs: PREVIEW_MS, everyMs: reach.settings.pollMs }
  const over = await waitFor(
    'the preview to be over',
    async () => {
      const seen = await fis.get(id)
      return isTerminal(seen) ? seen : undefined
    },
    waits,
  )
  if (over.status !== 'completed') {
    throw new TargetMovedError(target.component, `the preview ${id} is ${over.status}: ${over.error ?? over.reason}`)
  }
  return await fis.resolvedTargets(id)
}

/** Nothing less and nothing more than the guards have seen. */
function exactly({ targets }: ExperimentSpec, resolved: Resolved): string[] {
  return Object.entries(targets).flatMap(([name, { resourceArns }]) => {
    const found = new Set(resolved[name] ?? [])
    const missing = resourceArns.filter((arn) => !found.has(arn))
    const further = [...found].filter((arn) => !resourceArns.includes(arn))
    return [
      ...(missing.length === 0 ? [] : [`FIS does not find ${missing.join(', ')}`]),
      ...(further.length === 0 ? [] : [`FIS would also hit ${further.join(', ')}`]),
    ]
  })
}

/** What the state of an experiment says about the fault; undefined while nothing has begun. */
function statementOf({ id, status, reason, error, actions }: Experiment): Evidence | undefined {
  const skipped = actions.filter((action) => action.status === 'skipped').map(({ name }) => name)
  const begun = actions.filter((action) => action.status === 'running' || action.status === 'completed')
  if (skipped.length > 0) return evidence(false, `${id}: ${skipped.join(', ')} skipped, so it was not exercised`)
  switch (status) {
    case 'failed':
      return evidence(false, `${id} has failed: ${error ?? reason}`)
    case 'cancelled':
      return evidence(false, `${id} was cancelled: the safety lever of the account blocks experiments`)
    case 'stopping':
    case 'stopped':
      return evidence(false, `${id} is ${status}: an alarm guards it, or somebody stopped it`)
    default:
      return begun.length === actions.length && actions.length > 0
        ? evidence(true, `${id} is ${status}: ${begun.map(({ name, status: now }) => `${name} ${now}`).join(', ')}`)
        : undefined
  }
}

async function everyOne(fis: FisPort, target: IntendedInjection): Promise<readonly Experiment[]> {
  return await fis.experiments(fisTags(target))
}

async function realOnes(fis: FisPort, target: IntendedInjection): Promise<readonly Experiment[]> {
  return (await everyOne(fis, target)).filter(({ actionsMode }) => actionsMode !== 'skip-all')
}

function mustHaveSpec(target: IntendedInjection): ExperimentSpec {
  const spec = specIn(target)
  if (spec === undefined) throw new RangeError(`${target.component} was not resolved for FIS`)
  return spec
}
