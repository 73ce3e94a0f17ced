import { setTimeout as sleep } from 'node:timers/promises'
import { checkNumber } from '../part-name.ts'
import type { Answer, ByHand, Check, Decide, Do, Part, Script, Step } from '../runbook.ts'
import { type BlockResult, runBlock } from './block.ts'
import { type CheckResult, runCheck } from './check.ts'
import type { PartKey, PartStatus } from './events.ts'
import type { Execution } from './execution.ts'
import { lookOnce, proofOf } from './look.ts'
import type { OnFailure, Standing } from './operator.ts'
import { untilEnded } from './outlived.ts'
import { type Progress, changeOf, keyOf, wasBegun } from './progress.ts'
import { type AfterStop, RunStop } from './stop.ts'

interface Ended {
  readonly status: PartStatus
  readonly text: string
  readonly exitCode?: number
  readonly creditedMs?: number
  readonly sets?: Readonly<Record<string, string>>
  readonly answer?: string
  readonly by?: string | undefined
}

/** Runs the parts of one execution, and holds what flows from one to the next. */
export class PartRunner {
  readonly #execution: Execution
  readonly #progress: Progress
  #sets: Readonly<Record<string, string>>
  /** Steps whose Do may have had its effect, in the order in which they were begun. */
  readonly begun: Step[]
  /** The last of them that was begun before the kill; 0 where there was none. */
  readonly #lastBefore: number

  constructor(execution: Execution, progress: Progress) {
    this.#execution = execution
    this.#progress = progress
    this.#sets = progress.sets
    // What an earlier run began can be undone from the first moment on, however early this one stops.
    this.begun = execution.runbook.steps.filter((step) => wasBegun(progress, changeOf(step)))
    this.#lastBefore = this.begun.at(-1)?.number ?? 0
  }

  /** Where it stands, for whoever is asked something. */
  get standing(): Standing {
    return { undoable: this.begun.length > 0 && this.begun.every((step) => !isNoReturn(step)) }
  }

  get env(): NodeJS.ProcessEnv {
    return { ...this.#execution.env, ...this.#sets }
  }

  /**
   * @returns the step that an answer names
   * @throws RunStop
   */
  async run(step: Step, part: Part, number: number): Promise<number | undefined> {
    const key = { step: step.number, part: number }
    const before = this.#progress.ended.get(keyOf(key))
    if (before === 'done' || before === 'by-hand' || before === 'skipped') {
      const answer = this.#progress.jumps.get(keyOf(key))
      if (part.kind === 'decide') return target(part, answer)
      // What is ahead, and what a change did, is looked at again: the world went on while nobody looked.
      if (part.kind !== 'check') return undefined
    }
    if (part.kind === 'check' && this.#isSpent(step, part, number)) {
      await this.#measured(key, async () => ({ status: 'done', text: 'not looked at again: what it guards was begun' }))
      return undefined
    }
    switch (part.kind) {
      case 'check':
        await this.#check(step, part, key)
        return undefined
      case 'do':
        await this.#do(step, part, key)
        return undefined
      case 'decide':
        return this.#decide(step, part, key)
      case 'by-hand':
        await this.#byHand(step, part, key)
        return undefined
    }
  }

  /** A guard whose change was begun before the kill: that change may be the very reason why it is not true any more. */
  #isSpent(step: Step, part: Check, number: number): boolean {
    const change = changeOf(step).part
    const proves = change > 0 && number > change
    return step.number <= this.#lastBefore && !proves && part.sets.every((name) => this.#sets[name] !== undefined)
  }

  async #check(step: Step, part: Check, key: PartKey): Promise<void> {
    const { operator, signal, onEvent, mode } = this.#execution
    for (;;) {
      let result: CheckResult = { holds: true, exitCode: 0, tries: 0, text: 'not executed', sets: {} }
      const look = async (timeoutMs: number): Promise<BlockResult> => {
        const seen = await this.#block(part.script, timeoutMs, part.sets, key)
        onEvent({ ...key, kind: 'try', exitCode: seen.exitCode, text: seen.timedOut ? 'took too long' : '' })
        return seen
      }
      const { holds, text, exitCode } = await this.#measured(key, async () => {
        if (mode !== 'tabletop') result = await runCheck(part, look, signal)
        const missing = part.sets.filter(
          (name) => result.holds && mode !== 'tabletop' && result.sets[name] === undefined,
        )
        const all = missing.length === 0
        const why = all ? result.text : `it did not export ${missing.join(', ')}`
        result = { ...result, holds: result.holds && all, text: why }
        return { status: result.holds ? 'done' : 'failed', text: why, exitCode: result.exitCode, sets: result.sets }
      }).then(() => result)
      if (holds) return
      const choice = await operator.onFailure(part, step, text, this.standing)
      if (choice === 'again') continue
      if (choice === 'go-on') return
      throw stopAfter(choice, key, `check ${key.step}.${checkNumber(step, part)} failed: ${text}`, exitCode)
    }
  }

  async #do(step: Step, part: Do, key: PartKey): Promise<void> {
    const { operator, changes, mode } = this.#execution
    if (this.#progress.halfDone.has(keyOf(key)) || this.#progress.ended.has(keyOf(key))) {
      await this.#settleHalfDone(step, part, key)
      return
    }
    const before = await operator.beforeDo(part, step, (signal) => this.#inForce(step, signal), this.standing)
    if (before.act === 'undo' || before.act === 'abort') {
      const after = before.act === 'undo' ? 'undo' : 'leave'
      throw new RunStop('aborted', key, `stopped before the change of step ${step.number}`, after)
    }
    if (before.act === 'by-hand') {
      this.begun.push(step)
      // It was made already: from here on somebody else can undo it too.
      changes?.begin(step, this.env)
    }
    const ended = await this.#measured(key, async (): Promise<Ended> => {
      if (before.act === 'skip') return { status: 'skipped', text: before.reason }
      if (before.act === 'by-hand') return { status: 'by-hand', text: 'a person did it by hand' }
      this.begun.push(step)
      if (mode === 'tabletop') return { status: 'done', text: 'not executed' }
      changes?.begin(step, this.env)
      const { exitCode, timedOut, sets } = await this.#block(part.script, part.timeoutMs, part.sets, key)
      const missing = part.sets.filter((name) => sets[name] === undefined)
      if (exitCode === 0 && missing.length === 0) return { status: 'done', text: 'exit 0', exitCode, sets }
      const why = timedOut ? `took longer than ${part.timeoutMs} ms` : `exit ${exitCode}`
      const text = exitCode === 0 ? `it did not export ${missing.join(', ')}` : why
      return { status: 'failed', text, exitCode }
    })
    if (ended.status !== 'failed') return
    const choice = await operator.onFailure(part, step, ended.text, this.standing)
    if (choice === 'go-on') return
    throw stopAfter(choice, key, `the change of step ${step.number} failed: ${ended.text}`, ended.exitCode)
  }

  /** A change that was begun and whose end nobody saw is never begun again: its own checks say whether it is in force. */
  async #settleHalfDone(step: Step, part: Do, key: PartKey): Promise<void> {
    const { operator, signal, onEvent } = this.#execution
    const ended = await this.#measured(key, async (): Promise<Ended> => {
      const running = this.#progress.halfDone.get(keyOf(key))
      await untilEnded(running, part.timeoutMs, signal, (text) => onEvent({ ...key, kind: 'wait', text }))
      const proof = proofOf(step)
      const missing = 'its check does not say that it is in force'
      if (proof === undefined) return { status: 'failed', text: `was half done when the run ended, and ${missing}` }
      const proofKey = { step: step.number, part: step.parts.indexOf(proof) + 1 }
      const look = (ms: number): Promise<BlockResult> => this.#block(proof.script, ms, proof.sets, proofKey)
      const { holds, exitCode } = await runCheck(proof, look, signal)
      if (holds) return { status: 'done', text: 'was half done; its check says that it is in force' }
      return { status: 'failed', text: `was half done when the run ended, and ${missing}`, exitCode }
    })
    if (ended.status === 'done') return
    const choice = await operator.onFailure(part, step, ended.text, this.standing)
    if (choice === 'go-on') {
      await this.#measured(key, async () => ({ status: 'by-hand', text: 'a person says that it is in force' }))
      return
    }
    throw stopAfter(choice, key, `the change of step ${step.number} ${ended.text}`, ended.exitCode)
  }

  async #inForce(step: Step, signal: AbortSignal): Promise<boolean> {
    const proof = proofOf(step)
    if (proof === undefined) return false
    const either = AbortSignal.any([this.#execution.signal, signal])
    return await lookOnce(proof, { ...this.#execution, env: this.env, signal: either })
  }

  async #decide(step: Step, part: Decide, key: PartKey): Promise<number | undefined> {
    const { operator } = this.#execution
    let chosen: Answer | undefined
    await this.#measured(key, async () => {
      const decided = await operator.decide(part, step)
      const creditedMs = await this.#credit(part.creditMs)
      if (decided === undefined) return { status: 'stopped', text: 'no answer', creditedMs }
      const { answer, by } = decided
      chosen = answer
      const status = answer.next === 'stop' ? 'stopped' : 'done'
      return { status, text: `${part.role}: ${answer.text}`, creditedMs, answer: answer.text, by }
    })
    if (chosen === undefined) throw new RunStop('aborted', key, `nobody answered '${part.question}'`, 'leave')
    if (chosen.next === 'stop') {
      const remark = chosen.remark === '' ? '' : ` (${chosen.remark})`
      throw new RunStop('stopped', key, `the answer '${chosen.text}' stops here${remark}`, 'ask')
    }
    return target(part, chosen.text)
  }

  async #byHand(step: Step, part: ByHand, key: PartKey): Promise<void> {
    const { operator } = this.#execution
    const ended = await this.#measured(key, async () => {
      const { done, by } = await operator.byHand(part, step)
      const creditedMs = await this.#credit(part.creditMs)
      return { status: done ? 'by-hand' : 'failed', text: done ? part.role : 'not all of it was done', creditedMs, by }
    })
    if (ended.status !== 'failed') return
    const choice = await operator.onFailure(part, step, ended.text, this.standing)
    if (choice === 'again' || choice === 'go-on') return
    throw stopAfter(choice, key, `step ${step.number}: ${ended.text}`)
  }

  /** @returns what is credited, in milliseconds */
  async #credit(creditMs: number): Promise<number> {
    const { operator, waitCredited, signal } = this.#execution
    if (!operator.credits) return 0
    if (waitCredited !== true) return creditMs
    await sleep(creditMs, undefined, { signal })
    return 0
  }

  /** Between `begin` and `end` of a part; an interrupt ends it and the run. */
  async #measured(key: PartKey, work: () => Promise<Ended>): Promise<Ended> {
    const { onEvent, signal, mask } = this.#execution
    onEvent({ ...key, kind: 'begin' })
    const startedAt = performance.now()
    let ended: Ended
    try {
      ended = await work()
    } catch (error) {
      if (!signal.aborted) throw error
      ended = { status: 'stopped', text: `interrupted (${String(signal.reason)})` }
    }
    const { status, text, exitCode, creditedMs = 0, sets = {}, answer, by } = ended
    this.#sets = { ...this.#sets, ...sets }
    onEvent({
      ...key,
      kind: 'end',
      status,
      text: mask.apply(text),
      measuredMs: performance.now() - startedAt,
      creditedMs,
      sets: Object.fromEntries(Object.entries(sets).map(([name, value]) => [name, mask.apply(value)])),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(answer === undefined ? {} : { answer }),
      ...(by === undefined ? {} : { by }),
    })
    if (signal.aborted) throw new RunStop('aborted', key, text, 'ask')
    return ended
  }

  #block(script: Script, timeoutMs: number, sets: readonly string[], key: PartKey): Promise<BlockResult> {
    const { cwd, scratch, mask, onEvent, signal } = this.#execution
    return runBlock({
      text: script.text,
      env: this.env,
      cwd,
      scratch,
      timeoutMs,
      sets,
      signal,
      onStart: (identity) => onEvent({ ...key, kind: 'process', identity }),
      onLine: (stream, line) => onEvent({ ...key, kind: 'output', stream, text: mask.apply(line) }),
    })
  }
}

/** Whether nothing takes back what this step changes. */
export function isNoReturn({ undo }: Step): boolean {
  return undo === undefined || undo.none !== undefined
}

function stopAfter(choice: Exclude<OnFailure, 'go-on'>, at: PartKey, message: string, exitCode?: number): RunStop {
  const after: AfterStop = choice === 'abort' ? 'leave' : 'undo'
  return new RunStop(choice === 'abort' ? 'aborted' : 'failed', at, message, after, exitCode)
}

function target(part: Decide, answer: string | undefined): number | undefined {
  const next = part.answers.find(({ text }) => text === answer)?.next
  return typeof next === 'object' ? next.step : undefined
}
