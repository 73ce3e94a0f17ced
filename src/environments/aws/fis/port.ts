import { isNamed } from '../clients/errors.ts'
import { everyPage } from '../clients/every-page.ts'
import { type Experiment, type FisPort, type KnownTemplate, NotAPreviewError } from '../ports/fis.ts'
import type { Tags } from '../ports/tags.ts'
import { halted } from './halt.ts'
import { persistent } from './persistent.ts'
import { type FisTransport, PREVIEW } from './transport.ts'

interface RawAction {
  readonly actionId?: string
  readonly startAfter?: readonly string[]
  readonly targets?: Readonly<Record<string, string>>
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

/** So many FIS lists at a time at most. */
const MOST_EXPERIMENTS = 100

type Page<Member extends string, Item> = { readonly [Key in Member]?: readonly Item[] } & {
  readonly nextToken?: string
}

/** @param patienceMs - how long a false preview may take to stop */
export function fisPort(way: FisTransport, patienceMs?: number): FisPort {
  const transport = persistent(way)
  const send = async <Output>(operation: string, input: Readonly<Record<string, unknown>>): Promise<Output> =>
    (await transport.send(operation, input)) as Output
  const all = async <Member extends string, Item>(
    operation: string,
    member: Member,
    input: Readonly<Record<string, unknown>> = {},
  ): Promise<Item[]> => {
    const pages = async function* (): AsyncGenerator<Page<Member, Item>> {
      let nextToken: string | undefined
      do {
        const page: Page<Member, Item> = await send(
          operation,
          nextToken === undefined ? input : { ...input, nextToken },
        )
        yield page
        nextToken = page.nextToken
      } while (nextToken !== undefined)
    }
    const items: Item[] = []
    for await (const page of everyPage(pages())) items.push(...(page[member] ?? []))
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
      if (experimentTemplate?.id === undefined) throw new Error('FIS has made a template, and does not tell its id')
      return experimentTemplate.id
    },
    async template(id) {
      try {
        const answer = await send<{ experimentTemplate?: Partial<KnownTemplate> }>('GetExperimentTemplate', { id })
        const { description = '', roleArn, stopConditions = [], tags = {} } = answer.experimentTemplate ?? {}
        const { actions = {}, targets = {}, experimentOptions = {} } = answer.experimentTemplate ?? {}
        const role = roleArn === undefined ? {} : { roleArn }
        return { id, description, ...role, stopConditions, actions, targets, experimentOptions, tags }
      } catch (error) {
        if (isNamed(error, 'ResourceNotFoundException')) return undefined
        throw error
      }
    },
    async deleteTemplate(id) {
      try {
        await send('DeleteExperimentTemplate', { id })
      } catch (error) {
        // Somebody was faster, or the answer was lost.
        if (!isNamed(error, 'ResourceNotFoundException')) throw error
      }
    },
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
        const what = `FIS has started ${started.id} with actionsMode '${started.actionsMode}'`
        throw new NotAPreviewError(started.id, what, await halted({ get, stop }, started.id, patienceMs))
      }
      return started
    },
    get,
    stop,
    async experiments(tags, but = new Set()) {
      // FIS keeps them for 120 days.
      const input = { maxResults: MOST_EXPERIMENTS }
      const found = await all<'experiments', RawExperiment>('ListExperiments', 'experiments', input)
      const ours = found.map(experimentFrom).filter(({ id, tags: of }) => bearsAll(of, tags) && !but.has(id))
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
    actions: Object.entries(raw.actions ?? {}).map(
      ([name, { actionId = '', startAfter = [], targets = {}, state, startTime, endTime }]) => ({
        name,
        actionId,
        startAfter,
        targets: Object.values(targets),
        status: state?.status ?? 'unknown',
        reason: state?.reason ?? '',
        ...(startTime === undefined ? {} : { startedAt: startTime }),
        ...(endTime === undefined ? {} : { endedAt: endTime }),
      }),
    ),
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
