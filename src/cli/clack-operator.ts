import { confirm, isCancel, select, text } from '@clack/prompts'
import type { BeforeDo, OnFailure, Operator } from '../runbook/execute/operator.ts'
import type { RunMode } from '../runbook/execute/events.ts'
import type { Step } from '../runbook/runbook.ts'

/** A person at a terminal makes every choice; the point of no return is passed only by typing its title. */
export function clackOperator(mode: RunMode): Operator {
  return {
    credits: false,
    decide: async ({ role, question, answers }) => {
      const options = answers.map((answer) => ({ value: answer.text, label: answer.text, hint: hint(answer.next) }))
      const chosen = await select({ message: `${role}: ${question}`, options })
      return isCancel(chosen) ? undefined : answers.find((answer) => answer.text === chosen)
    },
    byHand: async ({ role, tasks }) => {
      for (const task of tasks) {
        const done = await confirm({ message: `${role}: ${task}`, active: 'done', inactive: 'not done' })
        if (isCancel(done) || !done) return false
      }
      return true
    },
    beforeDo: async (part, step) => {
      process.stdout.write(`\n${indent(part.script.text)}\n`)
      const act = await select({ message: `Step ${step.number}: ${step.title}`, options: BEFORE_DO })
      if (isCancel(act)) return { act: 'abort' }
      if (act === 'skip') return skipWithReason()
      if (act === 'run' && mode === 'live' && !(await passesNoReturn(step))) return { act: 'abort' }
      return { act }
    },
    onFailure: async (part, step, why) => {
      const options = FAILURE.filter(({ value }) => value !== 'again' || part.kind === 'check')
      const choice = await select({ message: `Step ${step.number} (${part.kind}): ${why}`, options })
      return isCancel(choice) ? 'abort' : choice
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

async function skipWithReason(): Promise<BeforeDo> {
  const reason = await text({
    message: 'Why?',
    validate: (value) => (value === undefined || value.trim() === '' ? 'Say why' : undefined),
  })
  return isCancel(reason) ? { act: 'abort' } : { act: 'skip', reason }
}

async function passesNoReturn(step: Step): Promise<boolean> {
  if (step.undo?.none === undefined) return true
  const typed = await text({
    message: `There is no way back from here. Type the title of the step to go on (${step.title}):`,
  })
  return !isCancel(typed) && typed.trim() === step.title
}

function hint(next: 'continue' | 'stop' | { readonly step: number }): string {
  return typeof next === 'string' ? next : `step ${next.step}`
}

function indent(script: string): string {
  return script
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}
