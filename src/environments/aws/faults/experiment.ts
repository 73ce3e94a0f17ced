import type { ExperimentAction, ExperimentTarget, ExperimentTemplate } from '../ports/fis.ts'
import type { Alarm } from '../ports/alarms.ts'
import type { IntendedInjection } from '../../../model/fault.ts'
import type { Reach } from '../reach.ts'
import { RefusedError } from '../../environment.ts'
import { batches } from '../ports/batches.ts'

/** What an experiment does and to what; role, guards and tags are the same for all. Kept in the ledger with the target. */
export interface ExperimentSpec {
  readonly description: string
  readonly actions: Readonly<Record<string, ExperimentAction>>
  readonly targets: Readonly<Record<string, ExperimentTarget>>
}

/** Whether FIS does it, and with what. */
export function specIn({ identity }: Pick<IntendedInjection, 'identity'>): ExperimentSpec | undefined {
  const { experiment } = identity
  return typeof experiment === 'string' ? (JSON.parse(experiment) as ExperimentSpec) : undefined
}

/** One action on some resources, before it is cut to what FIS takes in one target. */
export interface PlannedAction {
  readonly name: string
  readonly actionId: string
  readonly parameters?: Readonly<Record<string, string>>
  /** The action's own name for its target, and the type of the resources. */
  readonly key: string
  readonly resourceType: string
  readonly arns: readonly string[]
  /** What the target itself must say. @default nothing */
  readonly targetParameters?: Readonly<Record<string, string>>
}

/** So many ARNs a target may name. */
const MOST_ARNS = 5
const MINUTE_MS = 60_000

/**
 * Composes actions that begin together. Targets are named by their ARNs and never by tag: what the guards have seen is what
 * FIS hits. What has nothing to hit is left out.
 */
export function composed(description: string, planned: readonly PlannedAction[]): ExperimentSpec {
  const parts = planned.flatMap(({ arns, ...action }) =>
    batches(arns, MOST_ARNS).map((some, index) => ({
      ...action,
      arns: some,
      name: index === 0 ? action.name : `${action.name}-${index + 1}`,
    })),
  )
  return {
    description,
    actions: Object.fromEntries(
      parts.map(({ name, actionId, parameters, key }) => [
        name,
        { actionId, ...(parameters === undefined ? {} : { parameters }), targets: { [key]: name } },
      ]),
    ),
    targets: Object.fromEntries(
      parts.map(({ name, resourceType, arns, targetParameters: parameters }) => [
        name,
        {
          resourceType,
          resourceArns: arns,
          selectionMode: 'ALL',
          ...(parameters === undefined ? {} : { parameters }),
        },
      ]),
    ),
  }
}

/** A length of time as FIS writes it, in whole minutes and at least one. */
export function isoMinutes(ms: number): string {
  return `PT${Math.max(1, Math.ceil(ms / MINUTE_MS))}M`
}

/** @throws RefusedError when the team has named no role for FIS */
export function fisRoleOf({ settings }: Reach): string {
  if (settings.fisRole !== undefined) return settings.fisRole
  throw new RefusedError(['this fault needs FIS: name the role that it takes on in environments.aws.fisRole'])
}

/**
 * The whole template. An experiment whose targets are gone fails; it never succeeds without having done anything, and an
 * alarm of the team stops it.
 *
 * @throws RefusedError without a role, or when one of the alarms is not there
 */
export async function templateOf(
  reach: Reach,
  spec: ExperimentSpec,
  tags: ExperimentTemplate['tags'],
): Promise<ExperimentTemplate> {
  const alarms = await guardingAlarms(reach)
  return {
    ...spec,
    roleArn: fisRoleOf(reach),
    stopConditions: alarms.map(({ arn }) => ({ source: 'aws:cloudwatch:alarm', value: arn })),
    experimentOptions: { accountTargeting: 'single-account', emptyTargetResolutionMode: 'fail' },
    tags,
  }
}

/**
 * All the alarms that the team has named. One that somebody has deleted since it was asked for its state would be missing
 * among the stop conditions without a word.
 *
 * @throws RefusedError
 */
export async function guardingAlarms({ ports, settings: { alarms, region } }: Reach): Promise<readonly Alarm[]> {
  if (alarms.length === 0) throw new RefusedError(["an experiment with the stop condition 'none' is not begun"])
  const found = await (await ports.alarms()).alarms(alarms)
  const missing = alarms.filter((name) => !found.some((alarm) => alarm.name === name))
  if (missing.length === 0) return found
  throw new RefusedError(
    missing.map((name) => `the alarm '${name}' does not exist in ${region}, and would stop nothing`),
  )
}
