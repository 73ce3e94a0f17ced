import { setTimeout as sleep } from 'node:timers/promises'
import { AwsError } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import { act } from './actions.ts'
import type { Role } from './role.ts'
import { type ActionStatus, ENDED, type ExperimentStatus, type Template, type TemplateAction } from './shapes.ts'
import { type Resource, resolveTarget } from './targets.ts'

/** How often stop conditions and the safety lever are looked at while an experiment runs. */
const WATCH_EVERY_MS = 200

/** What can end an experiment from outside. */
export interface Watch {
  /** Names the alarm of a stop condition that is in ALARM, if one is. */
  alarm(template: Template): Promise<string | undefined>
  leverEngaged(): boolean
}

interface ActionRun {
  readonly spec: TemplateAction
  status: ActionStatus
  reason: string
  startTime?: Date
  endTime?: Date
}

export interface ExperimentStart {
  readonly id: string
  readonly arn: string
  readonly template: Template
  readonly actionsMode: string
  readonly tags: Readonly<Record<string, string>>
}

/**
 * One run of a template: `pending`, `initiating` (targets are resolved), `running`, and an end [S][D]. That a step takes its
 * time is lateness; what the actions do is not.
 */
export class Experiment {
  readonly start: ExperimentStart
  readonly #plane: ControlPlane
  readonly #role: Role
  readonly #watch: Watch
  readonly #actions: ReadonlyMap<string, ActionRun>
  readonly #stop = new AbortController()
  readonly #creationTime = new Date()
  tags: Readonly<Record<string, string>>
  readonly resolved = new Map<string, readonly Resource[]>()
  #status: ExperimentStatus = 'pending'
  #reason = 'Experiment is pending.'
  #error: { readonly code: string; readonly location?: string } | undefined
  #startTime: Date | undefined
  #endTime: Date | undefined
  /** Resolves when it has ended. Never rejects. */
  readonly ended: Promise<void>

  constructor(start: ExperimentStart, plane: ControlPlane, role: Role, watch: Watch) {
    this.start = start
    this.#plane = plane
    this.#role = role
    this.#watch = watch
    this.tags = start.tags
    this.#actions = new Map(
      Object.entries(start.template.actions).map(([name, spec]) => [
        name,
        { spec, status: 'pending', reason: 'Initial state' },
      ]),
    )
    this.ended = this.#run().catch((error: unknown) => {
      console.error(error)
      this.#end('failed', String(error))
    })
  }

  get isOver(): boolean {
    return ENDED.includes(this.#status)
  }

  /** Ends it early; nothing happens to one that is over. */
  stop(reason = 'Experiment was stopped by request.'): void {
    if (this.isOver || this.#status === 'stopping') return
    this.#status = 'stopping'
    this.#reason = reason
    void this.#obeyStop()
  }

  /** As GetExperiment shows it. */
  describe(): object {
    const { id, arn, template, actionsMode } = this.start
    return {
      id,
      arn,
      experimentTemplateId: template.id,
      roleArn: template.roleArn,
      state: { status: this.#status, reason: this.#reason, ...(this.#error && { error: this.#error }) },
      targets: template.targets ?? {},
      actions: Object.fromEntries(
        [...this.#actions].map(([name, { spec, status, reason, startTime, endTime }]) => [
          name,
          { ...spec, state: { status, reason }, startTime, endTime },
        ]),
      ),
      stopConditions: template.stopConditions,
      creationTime: this.#creationTime,
      startTime: this.#startTime,
      endTime: this.#endTime,
      tags: this.tags,
      experimentOptions: {
        accountTargeting: template.experimentOptions?.accountTargeting ?? 'single-account',
        emptyTargetResolutionMode: template.experimentOptions?.emptyTargetResolutionMode ?? 'fail',
        actionsMode,
      },
      targetAccountConfigurationsCount: 0,
    }
  }

  async #run(): Promise<void> {
    await this.#step()
    if (this.#watch.leverEngaged()) return this.#end('cancelled', 'The safety lever is engaged.')
    if (!this.#enter('initiating', 'Experiment is initiating.')) return this.#endStopped()
    this.#startTime = new Date()
    if (!(await this.#resolve())) return
    await this.#step()
    if (!this.#enter('running', 'Experiment is running.')) return this.#endStopped()
    if (this.start.actionsMode === 'skip-all') {
      for (const action of this.#actions.values()) finish(action, 'skipped', 'All actions are skipped.')
      return this.#end('completed', 'Experiment completed.')
    }
    await this.#runActions()
  }

  async #runActions(): Promise<void> {
    const watching = this.#watchOut()
    const done = new Map<string, Promise<void>>()
    const begin = (name: string): Promise<void> => {
      const known = done.get(name)
      if (known !== undefined) return known
      const before = (this.#actions.get(name)?.spec.startAfter ?? []).map(begin)
      const running = Promise.all(before).then(() => this.#perform(name))
      done.set(name, running)
      return running
    }
    await Promise.all([...this.#actions.keys()].map(begin))
    if (this.#status === 'stopping') {
      await watching
      return this.#endStopped()
    }
    const failed = [...this.#actions].find(([, { status }]) => status === 'failed')
    if (failed === undefined) return this.#end('completed', 'Experiment completed.')
    this.#end('failed', `Action ${failed[0]} failed: ${failed[1].reason}`)
  }

  async #perform(name: string): Promise<void> {
    const action = this.#actions.get(name)
    if (action === undefined) return
    const { spec } = action
    const targets = Object.values(spec.targets ?? {}).flatMap((target) => this.resolved.get(target) ?? [])
    const isFailed = [...this.#actions.values()].some(({ status }) => status === 'failed')
    if (this.#stop.signal.aborted || this.#status === 'stopping' || isFailed) {
      return finish(action, 'cancelled', 'The experiment ended before the action started.')
    }
    if (Object.keys(spec.targets ?? {}).length > 0 && targets.length === 0) {
      return finish(action, 'skipped', 'Action was skipped: its target resolution set was empty.')
    }
    action.status = 'running'
    action.reason = 'Action is running.'
    action.startTime = new Date()
    const { signal } = this.#stop
    try {
      await act(spec, { plane: this.#plane, role: this.#role, targets, parameters: spec.parameters ?? {}, signal })
      if (signal.aborted) finish(action, 'stopped', 'Action was stopped.')
      else finish(action, 'completed', 'Action was completed.')
    } catch (error) {
      finish(action, 'failed', error instanceof AwsError ? `${error.code}: ${error.message}` : String(error))
      // The others are not left running for an experiment that has failed [K].
      this.#stop.abort()
    }
  }

  /** @returns false when it has failed by that */
  async #resolve(): Promise<boolean> {
    const { template } = this.start
    for (const [name, target] of Object.entries(template.targets ?? {})) {
      try {
        const found = await resolveTarget(target, this.#role, this.#plane)
        this.resolved.set(name, found)
        if (found.length > 0 || template.experimentOptions?.emptyTargetResolutionMode === 'skip') continue
        this.#error = { code: 'TargetResolutionError', location: name }
        this.#end('failed', `Target resolution returned empty set for the target ${name}.`)
      } catch (error) {
        const code = error instanceof AwsError ? error.code : 'TargetResolutionError'
        this.#error = { code, location: name }
        this.#end('failed', error instanceof Error ? error.message : String(error))
      }
      return false
    }
    return true
  }

  /** Stop conditions and safety lever stop it at any time [D]. */
  async #watchOut(): Promise<void> {
    while (!this.isOver && this.#status !== 'stopping') {
      if (this.#watch.leverEngaged()) return this.stop('The safety lever was engaged.')
      const alarm = await this.#watch.alarm(this.start.template).catch(() => undefined)
      if (alarm !== undefined) return this.stop(`Stop condition triggered: ${alarm}.`)
      await sleep(WATCH_EVERY_MS, undefined, { ref: false })
    }
  }

  async #obeyStop(): Promise<void> {
    while (this.#plane.conduct.now.stoppingHangs === true) await sleep(WATCH_EVERY_MS, undefined, { ref: false })
    this.#stop.abort()
  }

  #enter(status: ExperimentStatus, reason: string): boolean {
    if (this.#status === 'stopping') return false
    this.#status = status
    this.#reason = reason
    return true
  }

  #endStopped(): void {
    this.#end('stopped', this.#reason)
  }

  #end(status: ExperimentStatus, reason: string): void {
    const rest = status === 'completed' ? 'completed' : 'cancelled'
    for (const action of this.#actions.values()) {
      if (!ENDED.includes(action.status)) finish(action, rest, 'The experiment ended.')
    }
    this.#status = status
    this.#reason = reason
    this.#endTime = new Date()
  }

  async #step(): Promise<void> {
    await sleep(this.#plane.lateness.ms('experimentStepMs'), undefined, { ref: false })
  }
}

function finish(action: ActionRun, status: ActionStatus, reason: string): void {
  action.status = status
  action.reason = reason
  action.endTime = new Date()
}
