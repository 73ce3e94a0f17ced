import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../../system/identity.ts'
import { signalGroup } from '../../system/process-group.ts'
import type { ByHand, Check, Decide, Do, Part, Script, Step } from '../runbook.ts'
import { type BlockResult, runBlock } from './block.ts'
import { type CheckResult, runCheck } from './check.ts'
import type { PartKey, PartStatus, RunOutcome } from './events.ts'
import type { Execution } from './execute.ts'
import { lookOnce, proofOf } from './look.ts'
import { type Progress, keyOf } from './progress.ts'

/** The run does not go on behind this part. */
export class RunStop extends Error {
  override readonly name = 'RunStop'
  readonly outcome: RunOutcome
  readonly at: PartKey
  /** Whether what was begun is to be undone. */
  readonly undo: boolean
  readonly exitCode: number | undefined

  constructor(outcome: RunOutcome, at: PartKey, message: string, undo: boolean, exitCode?: number) {
    super(message)
    this.outcome = outcome
    this.at = at
    this.undo = undo
    this.exitCode = exitCode
  }
}

interface Ended {
  readonly status: PartStatus
  readonly text: string
  readonly exitCode?: number
  readonly creditedMs?: number
  readonly sets?: Readonly<Record<string, string>>
  readonly answer?: string
}

/** Runs the parts of one execution, and holds what flows from one to the next. */
export class PartRunner {
  readonly #execution: Execution
  readonly #progress: Progress
  #sets: Readonly<Record<string, string>>
  /** Steps whose Do may have had its effect, in the order in which they were begun. */
  readonly begun: Step[] = []

  constructor(execution: Execution, progress: Progress) {
    this.#execution = execution
    this.#progress = progress
    this.#sets = progress.sets
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
    if (part.kind === 'do' && (before !== undefined || this.#progress.halfDone.has(keyOf(key)))) this.begun.push(step)
    if (before === 'done' || before === 'by-hand' || before === 'skipped') {
      const answer = this.#progress.jumps.get(keyOf(key))
      if (part.kind === 'decide') return target(part, answer)
      // Guards and proofs are looked at again: the world went on while nobody looked.
      if (part.kind !== 'check') return undefined
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
      const choice = await operator.onFailure(part, step, text)
      if (choice === 'again') continue
      if (choice === 'go-on') return
      const message = `check ${key.step}.${checkNumber(step, part)} failed: ${text}`
      throw new RunStop(choice === 'abort' ? 'aborted' : 'failed', key, message, choice === 'undo', exitCode)
    }
  }

  async #do(step: Step, part: Do, key: PartKey): Promise<void> {
    const { operator, changes, mode } = this.#execution
    if (this.#progress.halfDone.has(keyOf(key)) || this.#progress.ended.has(keyOf(key))) {
      await this.#settleHalfDone(step, part, key)
      return
    }
    const before = await operator.beforeDo(part, step, (signal) => this.#inForce(step, signal))
    if (before.act === 'undo' || before.act === 'abort') {
      throw new RunStop('aborted', key, `stopped before the change of step ${step.number}`, before.act === 'undo')
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
    const choice = await operator.onFailure(part, step, ended.text)
    if (choice === 'go-on') return
    const message = `the change of step ${step.number} failed: ${ended.text}`
    throw new RunStop(choice === 'abort' ? 'aborted' : 'failed', key, message, choice !== 'abort', ended.exitCode)
  }

  /** A change that was begun and whose end nobody saw is never begun again: its own checks say whether it is in force. */
  async #settleHalfDone(step: Step, part: Do, key: PartKey): Promise<void> {
    const identity = this.#progress.halfDone.get(keyOf(key))
    const deadline = performance.now() + part.timeoutMs
    // The block outlives its runner: it is let come to its end, as it would have been.
    const running = (): boolean => identity !== undefined && isAlive(identity)
    while (running()) {
      if (performance.now() > deadline) signalGroup(identity?.pid, 'SIGKILL')
      await sleep(100)
    }
    const { operator } = this.#execution
    const proof = proofOf(step)
    let result: BlockResult | undefined
    if (proof !== undefined) {
      const checked = await runCheck(
        proof,
        (ms) => this.#block(proof.script, ms, proof.sets, key),
        this.#execution.signal,
      )
      if (checked.holds) {
        await this.#measured(key, async () => ({
          status: 'done',
          text: 'was half done; its check says that it is in force',
        }))
        return
      }
      result = { exitCode: checked.exitCode, timedOut: false, sets: {}, measuredMs: 0 }
    }
    const text = 'was half done when the run was killed, and its check does not say that it is in force'
    const choice = await operator.onFailure(part, step, text)
    if (choice === 'go-on') {
      await this.#measured(key, async () => ({ status: 'by-hand', text: 'a person says that it is in force' }))
      return
    }
    const message = `the change of step ${step.number} ${text}`
    throw new RunStop(choice === 'abort' ? 'aborted' : 'failed', key, message, choice !== 'abort', result?.exitCode)
  }

  async #inForce(step: Step, signal: AbortSignal): Promise<boolean> {
    const proof = proofOf(step)
    if (proof === undefined) return false
    const either = AbortSignal.any([this.#execution.signal, signal])
    return await lookOnce(proof, { ...this.#execution, env: this.env, signal: either })
  }

  async #decide(step: Step, part: Decide, key: PartKey): Promise<number | undefined> {
    const { operator } = this.#execution
    let chosen: Decide['answers'][number] | undefined
    await this.#measured(key, async () => {
      chosen = await operator.decide(part, step)
      const creditedMs = await this.#credit(part.creditMs)
      if (chosen === undefined) return { status: 'stopped', text: 'no answer', creditedMs }
      const status = chosen.next === 'stop' ? 'stopped' : 'done'
      return { status, text: `${part.role}: ${chosen.text}`, creditedMs, answer: chosen.text }
    })
    if (chosen === undefined) throw new RunStop('aborted', key, `nobody answered '${part.question}'`, false)
    if (chosen.next === 'stop') {
      const remark = chosen.remark === '' ? '' : ` (${chosen.remark})`
      throw new RunStop('stopped', key, `the answer '${chosen.text}' stops here${remark}`, true)
    }
    return target(part, chosen.text)
  }

  async #byHand(step: Step, part: ByHand, key: PartKey): Promise<void> {
    const { operator } = this.#execution
    const ended = await this.#measured(key, async () => {
      const done = await operator.byHand(part, step)
      const creditedMs = await this.#credit(part.creditMs)
      return { status: done ? 'by-hand' : 'failed', text: done ? part.role : 'not all of it was done', creditedMs }
    })
    if (ended.status !== 'failed') return
    const choice = await operator.onFailure(part, step, ended.text)
    if (choice === 'again' || choice === 'go-on') return
    throw new RunStop(
      choice === 'abort' ? 'aborted' : 'failed',
      key,
      `step ${step.number}: ${ended.text}`,
      choice === 'undo',
    )
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
    const { status, text, exitCode, creditedMs = 0, sets = {}, answer } = ended
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
    })
    if (signal.aborted) throw new RunStop('aborted', key, text, true)
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

/** Number of a check among the checks of its step, as `without_fault` counts. */
export function checkNumber(step: Step, check: Check): number {
  return step.parts.filter(({ kind }) => kind === 'check').indexOf(check) + 1
}

function target(part: Decide, answer: string | undefined): number | undefined {
  const next = part.answers.find(({ text }) => text === answer)?.next
  return typeof next === 'object' ? next.step : undefined
}
