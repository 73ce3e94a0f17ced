import type {
  Experiment,
  ExperimentTemplate,
  FisPort,
  KnownTemplate,
  Start,
} from '../../../src/environments/aws/ports/fis.ts'
import type { Tags } from '../../../src/environments/aws/ports/tags.ts'

/** With what an experiment began: its template may be gone by now. */
type Begun = Pick<ExperimentTemplate, 'targets'> & { readonly template: ExperimentTemplate | undefined }

/** It does something. */
const ACTS: ReadonlySet<string> = new Set(['running', 'completed'])

/** An action that cuts subnets off; its status is the test's. */
export const CUT_OFF = {
  name: 'Cut-Off',
  actionId: 'aws:network:disrupt-connectivity',
  startAfter: [],
  targets: [],
  reason: '',
}

/** FIS in memory: previews resolve to what their template names, experiments run until they are stopped. */
export class FakeFis implements FisPort {
  readonly way = 'in memory'
  readonly asked: string[] = []
  lever = 'disengaged'
  /** What becomes of an experiment that is really started. */
  begins: Pick<Experiment, 'status' | 'reason'> & Partial<Experiment> = { status: 'running', reason: '' }
  /** Resources that FIS does not find, or finds beside those that were named. */
  hidden: readonly string[] = []
  further: readonly string[] = []
  /** Resources that only the experiment hits, and not its preview. */
  surprises: readonly string[] = []
  /** What becomes of the actions of a preview. */
  previewDoes = 'skipped'
  stoppingHangs = false
  /** Experiments that refuse to be stopped. */
  readonly unstoppable = new Set<string>()
  /** What it does to the account, and takes back where it does. @default nothing */
  onEffect: (actionId: string, arns: readonly string[], begun: boolean) => void = () => {}
  /** What comes of a start, beside it. */
  onStart: (start: Start) => void = () => {}
  readonly created = new Map<string, ExperimentTemplate>()
  readonly #experiments = new Map<string, Experiment & Begun>()
  readonly #byToken = new Map<string, string>()

  async createTemplate(template: ExperimentTemplate): Promise<string> {
    const id = `EXT${this.created.size + 1}`
    this.created.set(id, template)
    this.asked.push(`create ${id}`)
    return id
  }

  async template(id: string): Promise<KnownTemplate | undefined> {
    const found = this.created.get(id)
    return found && { ...found, id }
  }

  async deleteTemplate(id: string): Promise<void> {
    this.created.delete(id)
    this.asked.push(`delete ${id}`)
  }

  async start(start: Start): Promise<Experiment> {
    const { templateId, mode, clientToken, tags } = start
    this.asked.push(`${mode} ${templateId} ${clientToken}`)
    const known = this.#byToken.get(clientToken)
    if (known !== undefined) return await this.get(known)
    const id = `EXP${this.#experiments.size + 1}`
    const template = this.created.get(templateId)
    const { actions: planned = {}, targets = {} } = template ?? {}
    const actions = Object.entries(planned).map(([name, { actionId, startAfter = [], targets: hit = {} }]) => ({
      name,
      actionId,
      startAfter,
      targets: Object.values(hit),
      status: mode === 'skip-all' ? this.previewDoes : 'running',
      ...(mode === 'skip-all' ? {} : { startedAt: new Date() }),
      reason: '',
    }))
    const state = mode === 'skip-all' ? { status: 'completed', reason: '' } : { actions, ...this.begins }
    this.#experiments.set(id, { id, actionsMode: mode, actions, tags, targets, template, ...state })
    this.#byToken.set(clientToken, id)
    if (mode === 'run-all' && ACTS.has(state.status)) this.#effect(template, true)
    this.onStart(start)
    return await this.get(id)
  }

  async get(id: string): Promise<Experiment> {
    const found = this.#experiments.get(id)
    if (found === undefined) throw new Error(`there is no ${id}`)
    return found
  }

  /** What becomes of an experiment while nobody looks. */
  becomes(id: string, later: Partial<Experiment>): void {
    const found = this.#experiments.get(id)
    if (found !== undefined) this.#experiments.set(id, { ...found, ...later })
  }

  async stop(id: string): Promise<void> {
    this.asked.push(`stop ${id}`)
    if (this.unstoppable.has(id)) throw new Error('it does not let itself be stopped')
    const found = this.#experiments.get(id)
    const status = this.stoppingHangs ? 'stopping' : 'stopped'
    if (found === undefined) return
    this.#experiments.set(id, { ...found, status })
    if (!this.stoppingHangs) this.#effect(found.template, false)
  }

  #effect({ actions = {}, targets = {} }: Partial<ExperimentTemplate> = {}, begun: boolean): void {
    for (const { actionId, targets: hit = {} } of Object.values(actions)) {
      const arns = Object.values(hit).flatMap((name) => targets[name]?.resourceArns ?? [])
      this.onEffect(actionId, arns, begun)
    }
  }

  async experiments(tags: Tags, but: ReadonlySet<string> = new Set()): Promise<readonly Experiment[]> {
    const found = [...this.#experiments.values()].filter(({ id }) => !but.has(id))
    return found.filter((one) => Object.entries(tags).every(([key, value]) => one.tags[key] === value))
  }

  async templates(tags: Tags): Promise<readonly string[]> {
    return [...this.created]
      .filter(([, one]) => Object.entries(tags).every(([key, value]) => one.tags[key] === value))
      .map(([id]) => id)
  }

  async resolvedTargets(id: string): Promise<Readonly<Record<string, readonly string[]>>> {
    const { targets = {}, actionsMode } = this.#experiments.get(id) ?? {}
    const further = [...this.further, ...(actionsMode === 'skip-all' ? [] : this.surprises)]
    return Object.fromEntries(
      Object.entries(targets).map(([name, { resourceArns }]) => [
        name,
        [...resourceArns.filter((arn) => !this.hidden.includes(arn)), ...further],
      ]),
    )
  }

  async safetyLever(): Promise<string> {
    return this.lever
  }
}
