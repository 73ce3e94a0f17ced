/** What FIS stores, as it is on the wire; the schemas are in aws-model/. */
export interface TargetSpec {
  readonly resourceType: string
  readonly selectionMode: string
  readonly resourceArns?: readonly string[]
  readonly resourceTags?: Readonly<Record<string, string>>
  readonly filters?: readonly { readonly path: string; readonly values: readonly string[] }[]
  readonly parameters?: Readonly<Record<string, string>>
}

export interface TemplateAction {
  readonly actionId: string
  readonly description?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly targets?: Readonly<Record<string, string>>
  readonly startAfter?: readonly string[]
}

export interface TemplateContent {
  readonly description: string
  readonly roleArn: string
  readonly stopConditions: readonly { readonly source: string; readonly value?: string }[]
  readonly actions: Readonly<Record<string, TemplateAction>>
  readonly targets?: Readonly<Record<string, TargetSpec>>
  readonly tags?: Readonly<Record<string, string>>
  readonly experimentOptions?: {
    readonly accountTargeting?: string
    readonly emptyTargetResolutionMode?: string
  }
}

export interface Template extends TemplateContent {
  readonly id: string
  readonly arn: string
  readonly creationTime: Date
  readonly lastUpdateTime: Date
  readonly targetAccountConfigurationsCount: number
}

/** [S] */
export type ExperimentStatus =
  'pending' | 'initiating' | 'running' | 'completed' | 'stopping' | 'stopped' | 'failed' | 'cancelled'
export type ActionStatus = ExperimentStatus | 'skipped'

/** States that do not change any more. */
export const ENDED: readonly ActionStatus[] = ['completed', 'stopped', 'failed', 'cancelled', 'skipped']
