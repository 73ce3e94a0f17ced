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
  /** What it does, for example `aws:fis:wait`. */
  readonly actionId: string
  /** Names of the actions that it waits for. */
  readonly startAfter: readonly string[]
  /** Names of the targets that it acts on. */
  readonly targets: readonly string[]
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
  readonly roleArn?: string
  readonly stopConditions: readonly { readonly source?: string; readonly value?: string }[]
  readonly actions: Readonly<Record<string, Partial<ExperimentAction>>>
  readonly targets: Readonly<Record<string, Partial<KnownTarget>>>
  /** What is not said is what FIS does by itself: one account, and to fail where a target finds nothing. */
  readonly experimentOptions: Partial<ExperimentTemplate['experimentOptions']>
  readonly tags: Tags
}

/** A target as somebody else names it: by ARNs, or by tags and filters. */
export interface KnownTarget extends ExperimentTarget {
  readonly resourceTags: Tags
  readonly filters: readonly { readonly path?: string; readonly values?: readonly string[] }[]
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
  /** @param but - ids of those that nobody needs to see again. @default none */
  experiments(tags: Tags, but?: ReadonlySet<string>): Promise<readonly Experiment[]>
  /** Ids of templates that bear all of these tags. */
  templates(tags: Tags): Promise<readonly string[]>
  /** What a preview or an experiment was resolved to: ARNs, by the name of the target. */
  resolvedTargets(id: string): Promise<Readonly<Record<string, readonly string[]>>>
  /** `disengaged` lets experiments start. */
  safetyLever(): Promise<string>
}

/** A preview was asked for, and something was done. */
export class NotAPreviewError extends Error {
  override readonly name = 'NotAPreviewError'
  readonly experiment: string

  /** @param what - FIS has done, in place of a preview, in words. @param halted - how the experiment was stopped */
  constructor(experiment: string, what: string, halted: string) {
    super(`a preview was asked for, and ${what}: ${halted}. Nothing may be drilled by this way to FIS`)
    this.experiment = experiment
  }
}

/** From then on nothing about an experiment changes any more. */
const TERMINAL: ReadonlySet<string> = new Set(['completed', 'stopped', 'failed', 'cancelled'])

export function isTerminal({ status }: Pick<Experiment, 'status'>): boolean {
  return TERMINAL.has(status)
}
