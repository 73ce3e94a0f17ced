import { randomBytes } from 'node:crypto'
import { ACCOUNT, arn } from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { Dispatcher } from '../dispatcher.ts'
import type { Alarms } from '../services/alarms.ts'
import { catalogueOperations } from './catalogue-operations.ts'
import { Experiment } from './experiment.ts'
import { experimentRole } from './role.ts'
import { SafetyLever } from './safety-lever.ts'
import type { Template, TemplateContent } from './shapes.ts'
import { validateTemplate } from './validate.ts'

/** Experiments that may run at the same time [K]. */
const MOST_ACTIVE = 5

interface ById {
  readonly id: string
}

interface ByArn {
  readonly resourceArn: string
}

type Tags = Readonly<Record<string, string>>

interface Tagged {
  readonly tags: Tags
  readonly setTags: (change: (old: Tags) => Tags) => void
}

interface StartRequest {
  readonly clientToken: string
  readonly experimentTemplateId: string
  readonly experimentOptions?: { readonly actionsMode?: string }
  readonly tags?: Readonly<Record<string, string>>
}

/** FIS: its experiments act on the lab by way of the other services, with the role of the experiment. */
export function fis(plane: ControlPlane, dispatcher: Dispatcher, alarms: Alarms): Operations {
  const templates = new Map<string, Template>()
  const experiments = new Map<string, Experiment>()
  const byToken = new Map<string, string>()
  const lever = new SafetyLever(plane.conduct)

  const watch = {
    leverEngaged: () => lever.engaged,
    alarm: async ({ stopConditions }: Template): Promise<string | undefined> => {
      const values = stopConditions.flatMap(({ source, value }) => (source === 'none' ? [] : (value ?? [])))
      if (values.length === 0) return undefined
      const view = await plane.look()
      return values.find((value) => alarms.stateOf(value, view) === 'ALARM')
    },
  }

  const start = (template: Template, { experimentOptions, tags = {} }: StartRequest, call: Call): Experiment => {
    const active = [...experiments.values()].filter(({ isOver }) => !isOver)
    if (active.length >= MOST_ACTIVE) {
      throw new AwsError('ServiceQuotaExceededException', `${MOST_ACTIVE} experiments are active already`)
    }
    const asked = experimentOptions?.actionsMode ?? 'run-all'
    const id = newId('EXP')
    const experiment = new Experiment(
      {
        id,
        arn: arn('fis', `experiment/${id}`, call.region),
        template,
        // Without the member it is run-all: a client that leaves it out starts a real experiment [D].
        actionsMode: plane.conduct.now.ignoreActionsMode === true ? 'run-all' : asked,
        tags,
      },
      plane,
      experimentRole(dispatcher, call.region),
      watch,
    )
    experiments.set(id, experiment)
    return experiment
  }

  const tagged = (resourceArn: string): Tagged => {
    const experiment = [...experiments.values()].find((one) => one.start.arn === resourceArn)
    if (experiment !== undefined) {
      return { tags: experiment.tags, setTags: (change) => (experiment.tags = change(experiment.tags)) }
    }
    const template = [...templates.values()].find((one) => one.arn === resourceArn)
    if (template === undefined) throw notFound(resourceArn)
    const { id, tags = {} } = template
    return { tags, setTags: (change) => templates.set(id, { ...template, tags: change(tags) }) }
  }

  return {
    ...catalogueOperations(),
    ...lever.operations,

    CreateExperimentTemplate: (
      { clientToken, ...content }: TemplateContent & { readonly clientToken: string },
      { region }: Call,
    ) => {
      const known = templates.get(byToken.get(clientToken) ?? '')
      if (known !== undefined) return { experimentTemplate: known }
      validateTemplate(content)
      const id = newId('EXT')
      const now = new Date()
      const template: Template = {
        ...content,
        id,
        arn: arn('fis', `experiment-template/${id}`, region),
        creationTime: now,
        lastUpdateTime: now,
        targetAccountConfigurationsCount: 0,
      }
      templates.set(id, template)
      byToken.set(clientToken, id)
      return { experimentTemplate: template }
    },

    UpdateExperimentTemplate: ({ id, ...changes }: ById & Partial<TemplateContent>) => {
      const old = found(templates, id)
      const changed = { ...old, ...changes, lastUpdateTime: new Date() }
      validateTemplate(changed)
      templates.set(id, changed)
      return { experimentTemplate: changed }
    },

    GetExperimentTemplate: ({ id }: ById) => ({ experimentTemplate: found(templates, id) }),

    DeleteExperimentTemplate: ({ id }: ById) => {
      const template = found(templates, id)
      templates.delete(id)
      return { experimentTemplate: template }
    },

    ListExperimentTemplates: () => ({ experimentTemplates: [...templates.values()] }),

    StartExperiment: (request: StartRequest, call: Call) => {
      // The same token starts nothing twice.
      const known = experiments.get(byToken.get(request.clientToken) ?? '')
      if (known !== undefined) return { experiment: known.describe() }
      const experiment = start(found(templates, request.experimentTemplateId), request, call)
      byToken.set(request.clientToken, experiment.start.id)
      return { experiment: experiment.describe() }
    },

    GetExperiment: ({ id }: ById) => ({ experiment: found(experiments, id).describe() }),

    StopExperiment: ({ id }: ById) => {
      const experiment = found(experiments, id)
      experiment.stop()
      return { experiment: experiment.describe() }
    },

    ListExperiments: ({ experimentTemplateId }: { readonly experimentTemplateId?: string }) => ({
      experiments: [...experiments.values()]
        .filter(({ start: { template } }) => experimentTemplateId === undefined || template.id === experimentTemplateId)
        .map((experiment) => experiment.describe()),
    }),

    ListExperimentResolvedTargets: ({
      experimentId,
      targetName,
    }: {
      readonly experimentId: string
      readonly targetName?: string
    }) => {
      const { resolved, start: of } = found(experiments, experimentId)
      return {
        resolvedTargets: [...resolved]
          .filter(([name]) => targetName === undefined || name === targetName)
          .flatMap(([name, resources]) =>
            resources.map((resource) => ({
              resourceType: of.template.targets?.[name]?.resourceType,
              targetName: name,
              targetInformation: { arn: resource.arn },
            })),
          ),
      }
    },

    ListTagsForResource: ({ resourceArn }: ByArn) => ({ tags: tagged(resourceArn).tags }),

    TagResource: ({ resourceArn, tags }: ByArn & { readonly tags: Tags }) => {
      tagged(resourceArn).setTags((old) => ({ ...old, ...tags }))
      return {}
    },

    UntagResource: ({ resourceArn, tagKeys = [] }: ByArn & { readonly tagKeys?: readonly string[] }) => {
      tagged(resourceArn).setTags((old) =>
        Object.fromEntries(Object.entries(old).filter(([key]) => !tagKeys.includes(key))),
      )
      return {}
    },

    ListTargetAccountConfigurations: () => ({ targetAccountConfigurations: [] }),
  }
}

function found<Item>(items: ReadonlyMap<string, Item>, id: string): Item {
  const item = items.get(id)
  if (item === undefined) throw notFound(id)
  return item
}

function notFound(id: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${id} does not exist in the account ${ACCOUNT}`)
}

/** In the manner of those of the service. */
function newId(prefix: 'EXT' | 'EXP'): string {
  return `${prefix}${randomBytes(9).toString('hex')}`
}
