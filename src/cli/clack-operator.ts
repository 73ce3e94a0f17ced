import { confirm, isCancel, select, text } from '@clack/prompts'
import type { BeforeDo, OnFailure, Operator } from '../runbook/execute/operator.ts'
import type { RunMode } from '../runbook/execute/events.ts'
import type { Step } from '../runbook/runbook.ts'

export interface ClackOperatorOptions {
  readonly mode: RunMode
  /** Ends an open question: nobody may be left to answer it. */
  readonly signal: AbortSignal
  /** Who sits at the keyboard, until they say that it was somebody else. */
  readonly name: string
}

/**
 * A person at a terminal makes every choice, nothing is undone unless they say so, and the point of no return is passed
 * only by typing its title. What is decided and done live is signed.
 */
export function clackOperator({ mode, signal, name }: ClackOperatorOptions): Operator {
  let signed = name
  const signature = async (message: string): Promise<{ readonly by?: string }> => {
    if (mode !== 'live') return {}
    const typed = await text({ message, initialValue: signed, validate: notEmpty('Say who'), signal })
    if (isCancel(typed)) return {}
    signed = typed.trim()
    return { by: signed }
  }
  return {
    credits: false,
    decide: async ({ role, question, answers }) => {
      const options = answers.map((answer) => ({ value: answer.text, label: answer.text, hint: hint(answer.next) }))
      const chosen = await select({ message: `${role}: ${question}`, options, signal })
      const answer = isCancel(chosen) ? undefined : answers.find((candidate) => candidate.text === chosen)
      return answer === undefined ? undefined : { answer, ...(await signature(`Who decided '${answer.text}'?`)) }
    },
    byHand: async ({ role, tasks }) => {
      for (const task of tasks) {
        const done = await confirm({ message: `${role}: ${task}`, active: 'done', inactive: 'not done', signal })
        if (isCancel(done) || !done) return { done: false }
      }
      return { done: true, ...(await signature('Who did it?')) }
    },
    beforeDo: async (part, step, _look, { undoable }) => {
      process.stdout.write(`\n${caution(step)}${indent(part.script.text)}\n`)
      const options = BEFORE_DO.filter(({ value }) => value !== 'undo' || undoable)
      const act = await select({ message: `Step ${step.number}: ${step.title}`, options, signal })
      if (isCancel(act)) return { act: 'abort' }
      if (act === 'skip') return skipWithReason(signal)
      if (act === 'run' && mode === 'live' && !(await passesNoReturn(step, signal))) return { act: 'abort' }
      return { act }
    },
    onFailure: async (part, step, why, { undoable }) => {
      const options = FAILURE.filter(({ value }) => {
        if (value === 'again') return part.kind === 'check'
        return value !== 'undo' || undoable
      })
      const choice = await select({ message: `Step ${step.number} (${part.kind}): ${why}`, options, signal })
      return isCancel(choice) ? 'abort' : choice
    },
    confirmUndo: async (steps, why) => {
      // A line that broke and a machine that shuts down are nobody's answer.
      if (signal.aborted && signal.reason !== 'SIGINT') return false
      const list = steps.map(({ number, title }) => `${number}. ${title}`).join('; ')
      const choice = await select({ message: `${why}. Begun, last first: ${list}`, options: AFTER_STOP })
      return choice === 'undo'
    },
  }
}

const BEFORE_DO: { value: BeforeDo['act']; label: string }[] = [
  { value: 'run', label: 'Run it' },
  { value: 'by-hand', label: 'I did it by hand' },
  { value: 'skip', label: 'Skip it, with a reason' },
  { value: 'undo', label: 'Undo what was begun, and stop' },
  { value: 'abort', label: 'Stop here, undo nothing' },
]

const FAILURE: { value: OnFailure; label: string }[] = [
  { value: 'again', label: 'Look again' },
  { value: 'go-on', label: 'I made sure that it holds: go on' },
  { value: 'undo', label: 'Undo what was begun, and stop' },
  { value: 'abort', label: 'Stop here, undo nothing' },
]

const AFTER_STOP: { value: 'leave' | 'undo'; label: string }[] = [
  { value: 'leave', label: 'Leave it as it is' },
  { value: 'undo', label: 'Undo it' },
]

async function skipWithReason(signal: AbortSignal): Promise<BeforeDo> {
  const reason = await text({ message: 'Why?', validate: notEmpty('Say why'), signal })
  return isCancel(reason) ? { act: 'abort' } : { act: 'skip', reason }
}

async function passesNoReturn(step: Step, signal: AbortSignal): Promise<boolean> {
  if (step.undo?.none === undefined) return true
  const typed = await text({
    message: `There is no way back from here. Type the title of the step to go on (${step.title}):`,
    validate: (value) => (value?.trim() === step.title ? undefined : `Type: ${step.title}`),
    signal,
  })
  return !isCancel(typed)
}

function notEmpty(message: string): (value: string | undefined) => string | undefined {
  return (value) => (value === undefined || value.trim() === '' ? message : undefined)
}

function hint(next: 'continue' | 'stop' | { readonly step: number }): string {
  return typeof next === 'string' ? next : `step ${next.step}`
}

function caution({ caution: warning }: Step): string {
  return warning === undefined ? '' : `    CAUTION: ${warning.replace(/^\[!CAUTION\]\s*/, '')}\n\n`
}

function indent(script: string): string {
  return script
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}
