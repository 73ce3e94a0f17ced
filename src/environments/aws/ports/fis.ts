import { setTimeout as sleep } from 'node:timers/promises'
import { isNamed } from '../clients/errors.ts'
import { type FisTransport, PREVIEW } from '../fis/transport.ts'
import type { Tags } from './tags.ts'

/** What an experiment is to do. The fields are those of FIS's templates. */
export interface ExperimentTemplate {
  readonly description: string
  readonly roleArn: string
  readonly stopConditions: readonly { readonly source: string; readonly value?: string }[]
  readonly actions: Readonly<Record<string, ExperimentAction>>
  readonly targets: Readonly<Record<string, ExperimentTarget>>
  readonly experimentOptions: { readonly accountTargeting: string; readonly emptyTargetResolutionMode: string }
  readonly tags: Tags
}

export interface ExperimentAction {
  readonly actionId: string
  readonly description?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly targets?: Readonly<Record<string, string>>
  readonly startAfter?: readonly string[]
}

export interface ExperimentTarget {
  readonly resourceType: string
  readonly resourceArns: readonly string[]
  readonly selectionMode: string
  readonly parameters?: Readonly<Record<string, string>>
}

/** How far one action of an experiment is. */
export interface ActionState {
  readonly name: string
  readonly status: string
  readonly reason: string
  readonly startedAt?: Date
  readonly endedAt?: Date
}

/** An experiment as FIS shows it. Its reasons are free text: nothing is ever decided by them. */
export interface Experiment {
  readonly id: string
  readonly status: string
  readonly reason: string
  /** Where and why it failed, in the words of FIS. */
  readonly error?: string
  readonly actionsMode: string
  readonly actions: readonly ActionState[]
  readonly tags: Tags
}

/** A template that somebody else has made. */
export interface KnownTemplate {
  readonly id: string
  readonly description: string
  readonly stopConditions: readonly { readonly source?: string }[]
  readonly tags: Tags
}

export interface Start {
  readonly templateId: string
  readonly mode: 'run-all' | 'skip-all'
  /** The same token starts the same experiment, never a second one. */
  readonly clientToken: string
  readonly tags: Tags
}

/** What drills ask of FIS. */
export interface FisPort {
  /** How it is reached, for the report. */
  readonly way: string
  createTemplate(template: ExperimentTemplate, clientToken: string): Promise<string>
  deleteTemplate(id: string): Promise<void>
  /** Undefined when there is none. */
  template(id: string): Promise<KnownTemplate | undefined>
  /** @throws NotAPreviewError when a preview was asked for and something else began; it was told to stop then */
  start(start: Start): Promise<Experiment>
  get(id: string): Promise<Experiment>
  stop(id: string): Promise<void>
  /** Experiments that bear all of these tags. */
  experiments(tags: Tags): Promise<readonly Experiment[]>
  /** Ids of templates that bear all of these tags. */
  templates(tags: Tags): Promise<readonly string[]>
  /** What a preview or an experiment was resolved to: ARNs, by the name of the target. */
  resolvedTargets(id: string): Promise<Readonly<Record<string, readonly string[]>>>
  /** `disengaged` lets experiments start. */
  safetyLever(): Promise<string>
}

/** A preview was asked for, and an experiment with actions began. */
export class NotAPreviewError extends Error {
  override readonly name = 'NotAPreviewError'
  readonly experiment: string

  constructor(experiment: string, mode: string, stopped: string) {
    super(
      `a preview was asked for, and FIS has started ${experiment} with actionsMode '${mode}': ${stopped}. ` +
        'Nothing may be drilled by this way to FIS',
    )
    this.experiment = experiment
  }
}

/** From then on nothing about an experiment changes any more. */
const TERMINAL: ReadonlySet<string> = new Set(['completed', 'stopped', 'failed', 'cancelled'])

export function isTerminal({ status }: Pick<Experiment, 'status'>): boolean {
  return TERMINAL.has(status)
}

/** How long a false preview may take to stop, and how often it is looked at, in milliseconds. */
const STOPPED_MS = 60_000
const LOOK_MS = 500

interface RawAction {
  readonly state?: { readonly status?: string; readonly reason?: string }
  readonly startTime?: Date
  readonly endTime?: Date
}

interface RawExperiment {
  readonly id?: string
  readonly state?: {
    status?: string
    reason?: string
    error?: { code?: string; location?: string; accountId?: string }
  }
  readonly experimentOptions?: { readonly actionsMode?: string }
  readonly actions?: Readonly<Record<string, RawAction>>
  readonly tags?: Tags
}

type Page<Member extends string, Item> = { readonly [Key in Member]?: readonly Item[] } & {
  readonly nextToken?: string
}

/** @param patienceMs - how long a false preview may take to stop */
export function fisPort(transport: FisTransport, patienceMs = STOPPED_MS): FisPort {
  const send = async <Output>(operation: string, input: Readonly<Record<string, unknown>>): Promise<Output> =>
    (await transport.send(operation, input)) as Output
  const all = async <Member extends string, Item>(
    operation: string,
    member: Member,
    input: Readonly<Record<string, unknown>> = {},
  ): Promise<Item[]> => {
    const items: Item[] = []
    let nextToken: string | undefined
    do {
      const page: Page<Member, Item> = await send(operation, nextToken === undefined ? input : { ...input, nextToken })
      items.push(...(page[member] ?? []))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    return items
  }
  const get = async (id: string): Promise<Experiment> =>
    experimentFrom((await send<{ experiment?: RawExperiment }>('GetExperiment', { id })).experiment)
  const stop = async (id: string): Promise<void> => void (await send('StopExperiment', { id }))
  return {
    way: transport.name,
    async createTemplate(template, clientToken) {
      const input = { ...template, clientToken }
      const { experimentTemplate } = await send<{ experimentTemplate?: { id?: string } }>(
        'CreateExperimentTemplate',
        input,
      )
      return experimentTemplate?.id ?? ''
    },
    async template(id) {
      try {
        const { experimentTemplate } = await send<{ experimentTemplate?: Partial<KnownTemplate> }>(
          'GetExperimentTemplate',
          {
            id,
          },
        )
        const { description = '', stopConditions = [], tags = {} } = experimentTemplate ?? {}
        return { id, description, stopConditions, tags }
      } catch (error) {
        if (isNamed(error, 'ResourceNotFoundException')) return undefined
        throw error
      }
    },
    deleteTemplate: async (id) => void (await send('DeleteExperimentTemplate', { id })),
    async start({ templateId, mode, clientToken, tags }) {
      const { experiment } = await send<{ experiment?: RawExperiment }>('StartExperiment', {
        clientToken,
        experimentTemplateId: templateId,
        experimentOptions: { actionsMode: mode },
        tags,
      })
      const started = experimentFrom(experiment)
      // The second line of defence: whatever was sent, what began is looked at.
      if (mode === PREVIEW && started.actionsMode !== PREVIEW) {
        throw new NotAPreviewError(
          started.id,
          started.actionsMode,
          await stopped(started.id, { get, stop }, patienceMs),
        )
      }
      return started
    },
    get,
    stop,
    async experiments(tags) {
      const found = await all<'experiments', RawExperiment>('ListExperiments', 'experiments')
      const ours = found.map(experimentFrom).filter((experiment) => bearsAll(experiment.tags, tags))
      // A client from before 2024 leaves out of the list whether it was a preview.
      return await Promise.all(ours.map(({ id }) => get(id)))
    },
    async templates(tags) {
      const found = await all<'experimentTemplates', { id?: string; tags?: Tags }>(
        'ListExperimentTemplates',
        'experimentTemplates',
      )
      return found.filter((template) => bearsAll(template.tags ?? {}, tags)).map(({ id = '' }) => id)
    },
    async resolvedTargets(id) {
      const found = await all<'resolvedTargets', { targetName?: string; targetInformation?: Tags }>(
        'ListExperimentResolvedTargets',
        'resolvedTargets',
        { experimentId: id },
      )
      const byName = Map.groupBy(found, ({ targetName = '' }) => targetName)
      return Object.fromEntries(
        [...byName].map(([name, targets]) => [
          name,
          targets.map(({ targetInformation = {} }) => arnIn(targetInformation)),
        ]),
      )
    },
    async safetyLever() {
      const { safetyLever } = await send<{ safetyLever?: { state?: { status?: string } } }>('GetSafetyLever', {
        id: 'default',
      })
      return safetyLever?.state?.status ?? 'unknown'
    },
  }
}

/** Stops what should never have begun. Never throws: the caller has something worse to say. @returns how it went */
async function stopped(id: string, { get, stop }: Pick<FisPort, 'get' | 'stop'>, patienceMs: number): Promise<string> {
  try {
    await stop(id)
    const deadline = performance.now() + patienceMs
    for (;;) {
      const seen = await get(id)
      if (isTerminal(seen)) return `it was stopped at once and is ${seen.status}`
      if (performance.now() > deadline) return `it was told to stop and is still ${seen.status}: stop it by hand`
      await sleep(LOOK_MS)
    }
  } catch (error) {
    return `it could not be stopped (${error instanceof Error ? error.message : String(error)}): stop it by hand`
  }
}

function experimentFrom(raw: RawExperiment = {}): Experiment {
  const { status = 'unknown', reason = '', error } = raw.state ?? {}
  const told = [error?.code, error?.location, error?.accountId].filter((part) => part !== undefined)
  return {
    id: raw.id ?? '',
    status,
    reason,
    ...(told.length === 0 ? {} : { error: told.join(' at ') }),
    // By FIS's own default everything runs.
    actionsMode: raw.experimentOptions?.actionsMode ?? 'run-all',
    actions: Object.entries(raw.actions ?? {}).map(([name, { state, startTime, endTime }]) => ({
      name,
      status: state?.status ?? 'unknown',
      reason: state?.reason ?? '',
      ...(startTime === undefined ? {} : { startedAt: startTime }),
      ...(endTime === undefined ? {} : { endedAt: endTime }),
    })),
    tags: raw.tags ?? {},
  }
}

/** FIS names the ARN by the type of the resource: the one value that is an ARN is taken. */
function arnIn(information: Tags): string {
  return information['arn'] ?? Object.values(information).find((value) => value.startsWith('arn:')) ?? ''
}

function bearsAll(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => tags[key] === value)
}
