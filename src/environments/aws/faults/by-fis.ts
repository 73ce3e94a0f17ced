import type { Evidence, IntendedInjection } from '../../../model/fault.ts'
import { quoted } from '../../../system/shell.ts'
import { explained } from '../clients/errors.ts'
import { stopAll } from '../fis/stop-all.ts'
import { type FisPort, isTerminal } from '../ports/fis.ts'
import type { Reach } from '../reach.ts'
import { type AwsFault, awsCommand, evidence } from './aws-fault.ts'
import { borneOut, heldOut } from './borne-out.ts'
import { BEGUN_MS, beginExperiment, differences } from './begin-experiment.ts'
import { type ExperimentSpec, specIn, templateOf } from './experiment.ts'
import { statementOf } from './experiment-state.ts'
import { experimentsOf, fisTags, realOnesOf, tokenOf } from './experiments-of.ts'
import type { Resolved } from './preview.ts'
import { notRunningAgain, restart, stoppedBy, stoppedInstances } from './restart.ts'
import { stillCutOff } from './cut-off.ts'
import { refuseMoved } from './failing-over.ts'
import { untilSeen } from './until-seen.ts'

/** How long experiments may take to stop in one attempt, in milliseconds. */
const STOPPED_MS = 8_000
/** How long instances may take to run again, or to be replaced, in one attempt, in milliseconds. */
const STANDING_MS = 5_000

/** Whether FIS is asked for it: with a template of ours, or with one that a team has written itself. */
export function isDoneByFis(target: Pick<IntendedInjection, 'identity' | 'fault'>): boolean {
  return target.fault.kind === 'fis' || specIn(target) !== undefined
}

/**
 * How FIS does what it is asked for:
 *
 * 1. a template with the drill's tags, whose targets are the ARNs that the guards have seen
 * 2. a preview, that must resolve to exactly those
 * 3. the experiment, under a token that starts it once; it must hit what its preview has shown
 *
 * It ends by itself at its duration, by an alarm, or because we stop it: found by its tags. What stopping does not undo
 * (instances that were stopped) is undone by us.
 */
export const BY_FIS: Omit<AwsFault<'database.failover'>, 'resolve'> = {
  async inject(reach, target) {
    const spec = mustHaveSpec(target)
    await refuseMoved(reach, target)
    const fis = await reach.ports.fis()
    const template = await templateOf(reach, spec, fisTags(target))
    const templateId = await fis.createTemplate(template, tokenOf(target, 'template'))
    return await beginExperiment(reach, target, templateId, (resolved) => differences(arnsOf(spec), resolved))
  },

  async verify(reach, target) {
    const fis = await reach.ports.fis()
    const look = async (): Promise<{ readonly id: string; readonly said: Evidence } | undefined> => {
      const [experiment] = await realOnesOf(fis, target)
      const said = experiment && statementOf(await fis.get(experiment.id))
      return said && { id: experiment.id, said }
    }
    const { seen, why } = await untilSeen(look, { timeoutMs: BEGUN_MS, everyMs: reach.settings.pollMs })
    if (seen !== undefined) return seen.said.holds ? await borneOut(reach, target, seen.id, seen.said) : seen.said
    const nothing = why === undefined ? 'the experiment has not begun' : `what it does could not be looked at: ${why}`
    return evidence(false, `FIS took the request, and ${nothing}`)
  },

  async held(reach, target) {
    const fis = await reach.ports.fis()
    const [experiment] = await realOnesOf(fis, target)
    if (experiment === undefined) return evidence(false, 'FIS knows of no experiment of it any more')
    return await heldOut(reach, target, experiment.id, mayEnd(target.fault))
  },

  async undo(reach, target) {
    const fis = await reach.ports.fis()
    const { undoMs, pollMs } = reach.settings
    const waits = { timeoutMs: reach.stopsWithinMs ?? Math.min(STOPPED_MS, undoMs), everyMs: pollMs }
    const running = await stopAll(fis, () => experimentsOf(fis, target), waits)
    const rest = await Promise.allSettled([deleteTemplates(fis, target), restarted(reach, target)])
    const failed = rest.flatMap((one) => (one.status === 'rejected' ? [explained(one.reason)] : []))
    const findings = [...running, ...failed]
    if (findings.length > 0) throw new Error(findings.join(', and '))
  },

  async undone(reach, target) {
    const fis = await reach.ports.fis()
    const found = await experimentsOf(fis, target)
    const open = found.filter((experiment) => !isTerminal(experiment))
    if (open.length > 0) return evidence(false, open.map(({ id, status }) => `${id} is ${status}`).join(', '))
    const stopped = (await stillStopped(reach, target)) ?? (await stillCutOff(reach, target))
    if (stopped !== undefined) return evidence(false, stopped)
    if (found.length === 0) return evidence(true, 'FIS was never asked')
    return evidence(
      true,
      `over: ${found.map(({ id, status, actionsMode }) => `${id} (${actionsMode}) is ${status}`).join(', ')}`,
    )
  },

  byHand(settings, target) {
    const aws = (words: string): string => awsCommand(settings, words)
    const isOpen = ['pending', 'initiating', 'running', 'stopping'].map((status) => `state.status=='${status}'`)
    const query = `experiments[?tags.\\"blackstart:drill\\"=='${target.drillId}'&&(${isOpen.join('||')})].id`
    return [
      `running() { ${aws(`fis list-experiments --query "${query}" --output text`)}; }`,
      `for id in $(running); do ${aws('fis stop-experiment --id "$id"')}; done`,
      'while [ -n "$(running)" ]; do sleep 5; done',
      // One that is stopping cannot be started yet.
      ...stoppedInstances(target).map(
        (id) =>
          `for try in 1 2 3 4 5 6 7 8 9; do ${aws(`ec2 start-instances --instance-ids ${quoted(id)}`)} && break; sleep 20; done`,
      ),
    ].join('; ')
  },
}

/** Whether it is over by itself in time: as the scenario says, or because it is done at once. */
function mayEnd(fault: IntendedInjection['fault']): boolean {
  return fault.kind === 'fis' || fault.kind === 'database.failover' || ('for' in fault && fault.for !== undefined)
}

/** What each target is to be resolved to. */
function arnsOf({ targets }: ExperimentSpec): Resolved {
  return Object.fromEntries(Object.entries(targets).map(([name, { resourceArns }]) => [name, resourceArns]))
}

async function restarted(reach: Reach, target: IntendedInjection): Promise<void> {
  const fis = await reach.ports.fis()
  await restart(reach, await stoppedBy(fis, await realOnesOf(fis, target)))
}

async function deleteTemplates(fis: FisPort, target: IntendedInjection): Promise<void> {
  for (const id of await fis.templates(fisTags(target))) await fis.deleteTemplate(id)
}

/** Which instances stand still that we have stopped, in words; undefined when none does. */
async function stillStopped(reach: Reach, target: IntendedInjection): Promise<string | undefined> {
  const fis = await reach.ports.fis()
  const stopped = await stoppedBy(fis, await realOnesOf(fis, target))
  let standing: readonly string[] = []
  const look = async (): Promise<object | undefined> => {
    standing = await notRunningAgain(reach, stopped)
    return standing.length === 0 ? {} : undefined
  }
  const { seen, why } = await untilSeen(look, {
    timeoutMs: reach.lateMs ?? STANDING_MS,
    everyMs: reach.settings.pollMs,
  })
  if (seen !== undefined) return undefined
  return why === undefined
    ? `${standing.join(', ')} do not run again`
    : `whether what was stopped runs again could not be looked at: ${why}`
}

function mustHaveSpec(target: IntendedInjection): ExperimentSpec {
  const spec = specIn(target)
  if (spec === undefined) throw new RangeError(`${target.component} was not resolved for FIS`)
  return spec
}
