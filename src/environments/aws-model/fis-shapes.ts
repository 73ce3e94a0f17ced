import { BOOLEAN, EPOCH_SECONDS, NUMBER, STRING, STRINGS, STRING_MAP, schemasIn } from './schema.ts'

/*
 * What FIS stores and shows. It names the same content once for templates, once for experiments and once for requests;
 * where only the name differs one schema serves, for no name of a structure is ever on the wire.
 */

const { structure, listOf, mapOf } = schemasIn('com.amazonaws.fis')

export const Filter = structure('TargetFilter', { path: STRING, values: STRINGS })
export const StopCondition = structure('StopCondition', { source: STRING }, { value: STRING })
export const Target = structure(
  'Target',
  { resourceType: STRING, selectionMode: STRING },
  { resourceArns: STRINGS, resourceTags: STRING_MAP, filters: listOf(Filter), parameters: STRING_MAP },
)
const ACTION = { description: STRING, parameters: STRING_MAP, targets: STRING_MAP, startAfter: STRINGS }
export const Action = structure('TemplateAction', { actionId: STRING }, ACTION)
export const ActionUpdate = structure('TemplateActionUpdate', {}, { actionId: STRING, ...ACTION })

const S3Output = structure('S3Output', {}, { bucketName: STRING, prefix: STRING })
const LogGroup = structure('LogGroup', { logGroupArn: STRING })
const S3Log = structure('S3Log', { bucketName: STRING }, { prefix: STRING })
const LOGS = { cloudWatchLogsConfiguration: LogGroup, s3Configuration: S3Log }
export const LogConfiguration = structure('LogConfiguration', { logSchemaVersion: NUMBER }, LOGS)
export const LogConfigurationUpdate = structure('LogConfigurationUpdate', {}, { logSchemaVersion: NUMBER, ...LOGS })

const Dashboard = structure('Dashboard', {}, { dashboardIdentifier: STRING })
export const ReportConfiguration = structure(
  'ReportConfiguration',
  {},
  {
    outputs: structure('ReportOutputs', {}, { s3Configuration: S3Output }),
    dataSources: structure('ReportSources', {}, { cloudWatchDashboards: listOf(Dashboard) }),
    preExperimentDuration: STRING,
    postExperimentDuration: STRING,
  },
)

/** Of a template; `actionsMode` is not there: it belongs to the start of an experiment alone. */
export const TemplateOptions = structure(
  'TemplateOptions',
  {},
  { accountTargeting: STRING, emptyTargetResolutionMode: STRING },
)
export const ExperimentOptions = structure(
  'ExperimentOptions',
  {},
  { accountTargeting: STRING, emptyTargetResolutionMode: STRING, actionsMode: STRING },
)

export const Template = structure(
  'ExperimentTemplate',
  {},
  {
    id: STRING,
    arn: STRING,
    description: STRING,
    targets: mapOf(Target),
    actions: mapOf(Action),
    stopConditions: listOf(StopCondition),
    creationTime: EPOCH_SECONDS,
    lastUpdateTime: EPOCH_SECONDS,
    roleArn: STRING,
    tags: STRING_MAP,
    logConfiguration: LogConfiguration,
    experimentOptions: TemplateOptions,
    targetAccountConfigurationsCount: NUMBER,
    experimentReportConfiguration: ReportConfiguration,
  },
)

const ExperimentError = structure('ExperimentError', {}, { accountId: STRING, code: STRING, location: STRING })
const ExperimentState = structure('ExperimentState', {}, { status: STRING, reason: STRING, error: ExperimentError })
const ActionState = structure('ExperimentActionState', {}, { status: STRING, reason: STRING })
const ExperimentAction = structure(
  'ExperimentAction',
  {},
  { actionId: STRING, ...ACTION, state: ActionState, startTime: EPOCH_SECONDS, endTime: EPOCH_SECONDS },
)
const S3Report = structure('S3Report', {}, { arn: STRING, reportType: STRING })
const ReportState = structure(
  'ReportState',
  {},
  { status: STRING, reason: STRING, error: structure('ReportError', {}, { code: STRING }) },
)

export const Experiment = structure(
  'Experiment',
  {},
  {
    id: STRING,
    arn: STRING,
    experimentTemplateId: STRING,
    roleArn: STRING,
    state: ExperimentState,
    targets: mapOf(Target),
    actions: mapOf(ExperimentAction),
    stopConditions: listOf(StopCondition),
    creationTime: EPOCH_SECONDS,
    startTime: EPOCH_SECONDS,
    endTime: EPOCH_SECONDS,
    tags: STRING_MAP,
    logConfiguration: LogConfiguration,
    experimentOptions: ExperimentOptions,
    targetAccountConfigurationsCount: NUMBER,
    experimentReportConfiguration: ReportConfiguration,
    experimentReport: structure('ExperimentReport', {}, { state: ReportState, s3Reports: listOf(S3Report) }),
  },
)

export const ExperimentSummary = structure(
  'ExperimentSummary',
  {},
  {
    id: STRING,
    arn: STRING,
    experimentTemplateId: STRING,
    state: ExperimentState,
    creationTime: EPOCH_SECONDS,
    tags: STRING_MAP,
    experimentOptions: ExperimentOptions,
  },
)

export const TemplateSummary = structure(
  'ExperimentTemplateSummary',
  {},
  {
    id: STRING,
    arn: STRING,
    description: STRING,
    creationTime: EPOCH_SECONDS,
    lastUpdateTime: EPOCH_SECONDS,
    tags: STRING_MAP,
  },
)

export const ResolvedTarget = structure(
  'ResolvedTarget',
  {},
  { resourceType: STRING, targetName: STRING, targetInformation: STRING_MAP },
)
export const TargetAccount = structure(
  'TargetAccountConfiguration',
  {},
  { roleArn: STRING, accountId: STRING, description: STRING },
)

const Parameter = structure('Parameter', {}, { description: STRING, required: BOOLEAN })
const ActionTarget = structure('ActionTarget', {}, { resourceType: STRING })
const KNOWN = { id: STRING, arn: STRING, description: STRING, targets: mapOf(ActionTarget), tags: STRING_MAP }
export const KnownAction = structure('Action', {}, { ...KNOWN, parameters: mapOf(Parameter) })
export const ActionSummary = structure('ActionSummary', {}, KNOWN)
export const ResourceType = structure(
  'TargetResourceType',
  {},
  { resourceType: STRING, description: STRING, parameters: mapOf(Parameter) },
)
export const ResourceTypeSummary = structure(
  'TargetResourceTypeSummary',
  {},
  { resourceType: STRING, description: STRING },
)

const LeverState = structure('SafetyLeverState', {}, { status: STRING, reason: STRING })
export const LeverUpdate = structure('UpdateSafetyLeverStateInput', { status: STRING, reason: STRING })
export const SafetyLever = structure('SafetyLever', {}, { id: STRING, arn: STRING, state: LeverState })
