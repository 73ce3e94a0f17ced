import {
  Action,
  ActionSummary,
  ActionUpdate,
  Experiment,
  ExperimentSummary,
  KnownAction,
  LeverUpdate,
  LogConfiguration,
  LogConfigurationUpdate,
  ReportConfiguration,
  ResolvedTarget,
  ResourceType,
  ResourceTypeSummary,
  SafetyLever,
  StopCondition,
  Target,
  TargetAccount,
  Template,
  TemplateOptions,
  TemplateSummary,
} from './fis-shapes.ts'
import { LABEL, NUMBER, type SchemaRef, STRING, STRINGS, STRING_MAP, TOKEN, query, schemasIn } from './schema.ts'

/*
 * AWS Fault Injection Service, API 2020-12-01 (rest-json): all operations and errors, as its public documentation has them.
 * The client that most users get is older than `actionsMode`, which makes the difference between looking and hitting. The
 * test holds every line of this against botocore's model where that is installed.
 */

export const FIS_NAMESPACE = 'com.amazonaws.fis'
const { structure, listOf, mapOf, operation, error } = schemasIn(FIS_NAMESPACE)

const ID = structure('ById', { id: LABEL })
const PAGE = { maxResults: query('maxResults', NUMBER), nextToken: query('nextToken') }
const given = (member: string, type: SchemaRef): readonly unknown[] => structure('Answer', {}, { [member]: type })
const pageOf = (member: string, item: SchemaRef): readonly unknown[] =>
  structure('Page', {}, { [member]: listOf(item), nextToken: STRING })

export const CreateExperimentTemplate$ = operation(
  'CreateExperimentTemplate',
  'POST',
  '/experimentTemplates',
  structure(
    'CreateExperimentTemplateRequest',
    {
      clientToken: TOKEN,
      description: STRING,
      stopConditions: listOf(StopCondition),
      actions: mapOf(Action),
      roleArn: STRING,
    },
    {
      targets: mapOf(Target),
      tags: STRING_MAP,
      logConfiguration: LogConfiguration,
      experimentOptions: TemplateOptions,
      experimentReportConfiguration: ReportConfiguration,
    },
  ),
  given('experimentTemplate', Template),
)
export const UpdateExperimentTemplate$ = operation(
  'UpdateExperimentTemplate',
  'PATCH',
  '/experimentTemplates/{id}',
  structure(
    'UpdateExperimentTemplateRequest',
    { id: LABEL },
    {
      description: STRING,
      stopConditions: listOf(StopCondition),
      targets: mapOf(Target),
      actions: mapOf(ActionUpdate),
      roleArn: STRING,
      logConfiguration: LogConfigurationUpdate,
      experimentOptions: structure('TemplateOptionsUpdate', {}, { emptyTargetResolutionMode: STRING }),
      experimentReportConfiguration: ReportConfiguration,
    },
  ),
  given('experimentTemplate', Template),
)
const TEMPLATE = '/experimentTemplates/{id}'
export const GetExperimentTemplate$ = operation(
  'GetExperimentTemplate',
  'GET',
  TEMPLATE,
  ID,
  given('experimentTemplate', Template),
)
export const DeleteExperimentTemplate$ = operation(
  'DeleteExperimentTemplate',
  'DELETE',
  TEMPLATE,
  ID,
  given('experimentTemplate', Template),
)
export const ListExperimentTemplates$ = operation(
  'ListExperimentTemplates',
  'GET',
  '/experimentTemplates',
  structure('ListExperimentTemplatesRequest', {}, PAGE),
  pageOf('experimentTemplates', TemplateSummary),
)

export const StartExperiment$ = operation(
  'StartExperiment',
  'POST',
  '/experiments',
  structure(
    'StartExperimentRequest',
    { clientToken: TOKEN, experimentTemplateId: STRING },
    { experimentOptions: structure('StartExperimentOptions', {}, { actionsMode: STRING }), tags: STRING_MAP },
  ),
  given('experiment', Experiment),
)
export const GetExperiment$ = operation(
  'GetExperiment',
  'GET',
  '/experiments/{id}',
  ID,
  given('experiment', Experiment),
)
export const StopExperiment$ = operation(
  'StopExperiment',
  'DELETE',
  '/experiments/{id}',
  ID,
  given('experiment', Experiment),
)
export const ListExperiments$ = operation(
  'ListExperiments',
  'GET',
  '/experiments',
  structure('ListExperimentsRequest', {}, { ...PAGE, experimentTemplateId: query('experimentTemplateId') }),
  pageOf('experiments', ExperimentSummary),
)
export const ListExperimentResolvedTargets$ = operation(
  'ListExperimentResolvedTargets',
  'GET',
  '/experiments/{experimentId}/resolvedTargets',
  structure(
    'ListExperimentResolvedTargetsRequest',
    { experimentId: LABEL },
    { ...PAGE, targetName: query('targetName') },
  ),
  pageOf('resolvedTargets', ResolvedTarget),
)

export const GetAction$ = operation('GetAction', 'GET', '/actions/{id}', ID, given('action', KnownAction))
export const ListActions$ = operation(
  'ListActions',
  'GET',
  '/actions',
  structure('ListActionsRequest', {}, PAGE),
  pageOf('actions', ActionSummary),
)
export const GetTargetResourceType$ = operation(
  'GetTargetResourceType',
  'GET',
  '/targetResourceTypes/{resourceType}',
  structure('GetTargetResourceTypeRequest', { resourceType: LABEL }),
  given('targetResourceType', ResourceType),
)
export const ListTargetResourceTypes$ = operation(
  'ListTargetResourceTypes',
  'GET',
  '/targetResourceTypes',
  structure('ListTargetResourceTypesRequest', {}, PAGE),
  pageOf('targetResourceTypes', ResourceTypeSummary),
)

export const GetSafetyLever$ = operation(
  'GetSafetyLever',
  'GET',
  '/safetyLevers/{id}',
  ID,
  given('safetyLever', SafetyLever),
)
export const UpdateSafetyLeverState$ = operation(
  'UpdateSafetyLeverState',
  'PATCH',
  '/safetyLevers/{id}/state',
  structure('UpdateSafetyLeverStateRequest', { id: LABEL, state: LeverUpdate }),
  given('safetyLever', SafetyLever),
)

const ACCOUNT = '/experimentTemplates/{experimentTemplateId}/targetAccountConfigurations/{accountId}'
const OF_ACCOUNT = { experimentTemplateId: LABEL, accountId: LABEL }
const ByAccount = structure('ByTargetAccount', OF_ACCOUNT)
const OneAccount = given('targetAccountConfiguration', TargetAccount)
export const CreateTargetAccountConfiguration$ = operation(
  'CreateTargetAccountConfiguration',
  'POST',
  ACCOUNT,
  structure(
    'CreateTargetAccountConfigurationRequest',
    { ...OF_ACCOUNT, roleArn: STRING },
    { clientToken: TOKEN, description: STRING },
  ),
  OneAccount,
)
export const UpdateTargetAccountConfiguration$ = operation(
  'UpdateTargetAccountConfiguration',
  'PATCH',
  ACCOUNT,
  structure('UpdateTargetAccountConfigurationRequest', OF_ACCOUNT, { roleArn: STRING, description: STRING }),
  OneAccount,
)
export const GetTargetAccountConfiguration$ = operation(
  'GetTargetAccountConfiguration',
  'GET',
  ACCOUNT,
  ByAccount,
  OneAccount,
)
export const DeleteTargetAccountConfiguration$ = operation(
  'DeleteTargetAccountConfiguration',
  'DELETE',
  ACCOUNT,
  ByAccount,
  OneAccount,
)
export const ListTargetAccountConfigurations$ = operation(
  'ListTargetAccountConfigurations',
  'GET',
  '/experimentTemplates/{experimentTemplateId}/targetAccountConfigurations',
  structure('ListTargetAccountConfigurationsRequest', { experimentTemplateId: LABEL }, PAGE),
  pageOf('targetAccountConfigurations', TargetAccount),
)
export const GetExperimentTargetAccountConfiguration$ = operation(
  'GetExperimentTargetAccountConfiguration',
  'GET',
  '/experiments/{experimentId}/targetAccountConfigurations/{accountId}',
  structure('GetExperimentTargetAccountConfigurationRequest', { experimentId: LABEL, accountId: LABEL }),
  OneAccount,
)
export const ListExperimentTargetAccountConfigurations$ = operation(
  'ListExperimentTargetAccountConfigurations',
  'GET',
  '/experiments/{experimentId}/targetAccountConfigurations',
  structure(
    'ListExperimentTargetAccountConfigurationsRequest',
    { experimentId: LABEL },
    { nextToken: query('nextToken') },
  ),
  pageOf('targetAccountConfigurations', TargetAccount),
)

const TAGS = '/tags/{resourceArn}'
export const TagResource$ = operation(
  'TagResource',
  'POST',
  TAGS,
  structure('TagResourceRequest', { resourceArn: LABEL, tags: STRING_MAP }),
  structure('TagResourceResponse', {}),
)
export const UntagResource$ = operation(
  'UntagResource',
  'DELETE',
  TAGS,
  structure('UntagResourceRequest', { resourceArn: LABEL }, { tagKeys: query('tagKeys', STRINGS) }),
  structure('UntagResourceResponse', {}),
)
export const ListTagsForResource$ = operation(
  'ListTagsForResource',
  'GET',
  TAGS,
  structure('ListTagsForResourceRequest', { resourceArn: LABEL }),
  given('tags', STRING_MAP),
)

export const ValidationException$ = error('ValidationException', 400)
export const ConflictException$ = error('ConflictException', 409)
export const ResourceNotFoundException$ = error('ResourceNotFoundException', 404)
export const ServiceQuotaExceededException$ = error('ServiceQuotaExceededException', 402)
