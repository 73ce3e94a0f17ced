import { formatMs } from '../../model/duration.ts'
import type { Act } from '../../model/rehearsal.ts'
import { clockTime, headerLine, slackMs } from '../clock.ts'
import type { RunbookEvent, TimedEvent } from '../execute/events.ts'
import type { BeforeDo, Decided, DoneByHand, OnFailure, Operator, Standing } from '../execute/operator.ts'
import { proofOf } from '../execute/look.ts'
import { givenText, partName } from '../part-name.ts'
import type { Answer, ByHand, Decide, Do, Runbook, Step } from '../runbook.ts'
import { type Choice, type Desk, INTERRUPTED, type Light, type Panel } from './desk.ts'
import { stepHints, usedInputs } from './hints.ts'
import { lookOut } from './lookout.ts'

/** What a rehearsal along a runbook rests on. */
export interface RehearsedRunbook {
  readonly runbook: Runbook
  /** Values of the inputs that may be shown. */
  readonly shown: Readonly<Record<string, string>>
  readonly desk: Desk
  /** Keeps what the person does. */
  readonly note: (act: Act) => void
  /** Milliseconds since the recovery clock was started. */
  readonly clockMs: () => number
  /** Pause between two looks at a check while the person works, in milliseconds. @default 1500 */
  readonly lookEveryMs?: number
}

const HINT: Choice = { key: '?', label: 'hint' }
const UNDO: Choice = { key: 'u', label: 'undo and stop' }
const BEFORE_DO: readonly Choice[] = [
  { key: 'enter', label: 'run it' },
  { key: 'h', label: 'I did it by hand' },
  { key: 's', label: 'skip it' },
  UNDO,
  { key: 'a', label: 'stop here' },
  HINT,
]
const FAILURE: readonly Choice[] = [
  { key: 'g', label: 'it holds: go on' },
  UNDO,
  { key: 'a', label: 'stop here' },
  HINT,
]

/** A person follows the steps of a runbook against the clock: everything that the execution asks is put to their desk. */
export class RehearsalOperator implements Operator {
  readonly credits = false
  readonly #tools: RehearsedRunbook
  #stepBeganMs = 0
  #hints = { step: 0, given: 0 }
  /** What the running part has printed. */
  readonly #said = new Set<string>()

  constructor(tools: RehearsedRunbook) {
    this.#tools = tools
  }

  readonly decide = async (part: Decide, step: Step): Promise<Decided | undefined> => {
    const { note } = this.#tools
    const choices = part.answers.map(({ text }, index) => ({ key: String(index + 1), label: text }))
    note({ act: 'asked', step: step.number, text: `${part.role} decides`, allowedMs: part.creditMs })
    const lines = [`${part.role} decides: ${part.question}`, ...part.answers.map(answerLine)]
    const key = await this.#askWithHints(step, () => lines, [...choices, { key: 'a', label: 'stop here' }, HINT])
    const answer = part.answers[Number(key) - 1]
    if (answer === undefined) {
      this.#gaveUp(key, step, 'stopped at the decision')
      return undefined
    }
    note({ act: 'decided', step: step.number, text: answer.text })
    return { answer }
  }

  readonly byHand = async (part: ByHand, step: Step): Promise<DoneByHand> => {
    const { note } = this.#tools
    note({ act: 'asked', step: step.number, text: `${part.role} acts`, allowedMs: part.creditMs })
    const choices = [{ key: 'enter', label: 'done' }, { key: 'n', label: 'not done' }, HINT]
    for (const task of part.tasks) {
      const key = await this.#askWithHints(step, () => [`${part.role}: ${task}`], choices)
      if (key !== 'enter') return { done: false }
    }
    note({ act: 'ticked', step: step.number, text: part.role })
    return { done: true }
  }

  readonly beforeDo = async (
    part: Do,
    step: Step,
    look: (signal: AbortSignal) => Promise<boolean>,
    standing: Standing,
  ): Promise<BeforeDo> => {
    const { note, runbook, shown, lookEveryMs } = this.#tools
    const proof = proofOf(step)
    const values = usedInputs(runbook.inputs, [part.script]).flatMap(({ name }) =>
      shown[name] === undefined ? [] : [`${name}=${shown[name]}`],
    )
    const lines = [...caution(step), ...indented(part.script.text), ...values.map((text) => `  ${text}`)]
    const lookout = lookOut(proof === undefined ? async () => false : look, lookEveryMs)
    const text = proof?.script.text.trim().split('\n').at(-1) ?? ''
    const light = (): Light => ({ green: lookout.green() === true, already: lookout.already(), text })
    try {
      const settled = lookout.turned.then(() => 'green')
      const key = await this.#askWithHints(step, () => lines, offeredAt(standing, BEFORE_DO), { light, settled })
      const number = step.number
      switch (key) {
        case 'enter':
          note({ act: 'ran', step: number, text: 'let the tool run it' })
          return { act: 'run' }
        case 'h':
        case 'green':
          note({ act: 'by-hand', step: number, text: key === 'h' ? 'said so' : 'its check turned true' })
          return { act: 'by-hand' }
        case 's': {
          const reason = await this.#tools.desk.askText('Why is it skipped?')
          if (reason === undefined) return await this.beforeDo(part, step, look, standing)
          note({ act: 'skipped', step: number, text: reason })
          return { act: 'skip', reason }
        }
        default:
          this.#gaveUp(key, step, 'stopped before its change')
          return { act: key === 'u' ? 'undo' : 'abort' }
      }
    } finally {
      await lookout.stop()
    }
  }

  readonly onFailure = async (
    part: { readonly kind: string },
    step: Step,
    why: string,
    standing: Standing,
  ): Promise<OnFailure> => {
    const { note } = this.#tools
    const again = part.kind === 'check' ? [{ key: 'enter', label: 'look again' }] : []
    const what = `${part.kind === 'by-hand' ? 'what is done by hand' : `its ${part.kind}`}: ${why}`
    const choices = [...again, ...offeredAt(standing, FAILURE)]
    const key = await this.#askWithHints(step, () => [`Failed: ${what}`], choices)
    if (key === 'enter') {
      note({ act: 'again', step: step.number, text: what })
      return 'again'
    }
    if (key === 'g') {
      note({ act: 'overruled', step: step.number, text: what })
      return 'go-on'
    }
    this.#gaveUp(key, step, `stopped after ${what}`)
    return key === 'u' ? 'undo' : 'abort'
  }

  /** The lab of a rehearsal is discarded anyway: nobody is asked. */
  readonly confirmUndo = async (): Promise<boolean> => true

  /** Draws what the machine does by itself: a view of the same events as the journal. */
  readonly onEvent = (event: TimedEvent): void => {
    const { desk, runbook } = this.#tools
    if (event.kind === 'step') {
      const step = this.#step(event.step)
      if (event.state === 'begin') this.#stepBeganMs = event.atMs
      else
        desk.say(
          `${step.number}. ${step.title}: ${clockTime(event.atMs - this.#stepBeganMs)} of ${clockTime(step.expectMs)}`,
        )
    } else if (event.kind === 'begin') {
      this.#said.clear()
      const part = this.#step(event.step).parts[event.part - 1]
      const doing = part?.kind === 'check' ? 'Looking:' : 'Running:'
      const script = part !== undefined && 'script' in part ? indented(part.script.text) : []
      if (script.length > 0) desk.watch(() => this.#panel(this.#step(event.step), [doing, ...script], []))
    } else {
      const line = this.#lineOf(event)
      if (line !== undefined) desk.say(`    ${line}`)
    }
    if (event.kind === 'finish' && event.outcome !== 'done') desk.say(`Escalate\n${runbook.escalate}`)
  }

  async #askWithHints(
    step: Step,
    lines: () => readonly string[],
    choices: readonly Choice[],
    watched: { readonly light?: () => Light; readonly settled?: Promise<string> } = {},
  ): Promise<string> {
    const { desk, runbook, note } = this.#tools
    if (this.#hints.step !== step.number) this.#hints = { step: step.number, given: 0 }
    const hints = stepHints(runbook, step)
    for (;;) {
      const left = hints.length - this.#hints.given
      const offered = choices.filter((choice) => choice !== HINT || left > 0)
      const panel = (): Panel => {
        const light = watched.light?.()
        return { ...this.#panel(step, lines(), offered), ...(light === undefined ? {} : { light }) }
      }
      const key = await desk.ask(panel, watched.settled)
      if (key !== HINT.key) return key
      const hint = hints[this.#hints.given] ?? ''
      this.#hints.given += 1
      desk.say(`Hint: ${hint}`)
      note({ act: 'hint', step: step.number, text: hint.split('\n')[0] ?? '' })
    }
  }

  #panel(step: Step, lines: readonly string[], choices: readonly Choice[]): Panel {
    const { runbook, clockMs } = this.#tools
    const now = clockMs()
    const inStepMs = Math.max(0, now - this.#stepBeganMs)
    return {
      head: headerLine(runbook, step.number, now, inStepMs),
      late: slackMs(runbook, step.number, now, inStepMs) < 0,
      title: `${step.number}. ${step.title}`,
      lines,
      choices,
    }
  }

  #lineOf(event: RunbookEvent): string | undefined {
    switch (event.kind) {
      case 'wait':
        return `… ${event.text}`
      case 'output': {
        const line = `${event.stream === 'stderr' ? '!' : '|'} ${event.text}`
        // A check is looked at again and again, and says the same.
        const again = this.#said.has(line)
        this.#said.add(line)
        return again ? undefined : line
      }
      case 'end': {
        const mark = event.status === 'failed' || event.status === 'stopped' ? '✗' : '✓'
        // What a person did was not timed here: the clock of the step tells.
        const took =
          event.status === 'by-hand' || event.status === 'skipped' ? '' : ` (${formatMs(Math.round(event.measuredMs))})`
        return `${mark} ${partName(this.#tools.runbook, event)}: ${event.text}${took}${givenText(event.sets)}`
      }
      case 'undo':
        return `${event.status === 'done' ? '↩' : '✗'} undo of step ${event.step}: ${event.text}`
      default:
        return undefined
    }
  }

  #step(number: number): Step {
    const step = this.#tools.runbook.steps[number - 1]
    if (step === undefined) throw new RangeError(`the runbook has no step ${number}`)
    return step
  }

  #gaveUp(key: string, step: Step, text: string): void {
    if (key !== INTERRUPTED) this.#tools.note({ act: 'gave-up', step: step.number, text })
  }
}

/** Behind the point of no return nothing is undone, so nothing of the kind is offered. */
function offeredAt({ undoable }: Standing, choices: readonly Choice[]): readonly Choice[] {
  return undoable ? choices : choices.filter((choice) => choice !== UNDO)
}

function answerLine({ text, next, remark }: Answer, index: number): string {
  const then = typeof next === 'string' ? next : `step ${next.step}`
  return `  ${index + 1}  ${text} (${then}${remark === '' ? '' : `, ${remark}`})`
}

function caution({ caution: text }: Step): string[] {
  return text === undefined ? [] : [`CAUTION: ${text.replace(/^\[!CAUTION\]\s*/, '')}`]
}

function indented(script: string): string[] {
  return script
    .trimEnd()
    .split('\n')
    .map((line) => `  $ ${line}`)
}
