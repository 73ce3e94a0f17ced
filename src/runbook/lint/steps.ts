import type { Findings } from '../finding.ts'
import type { WrittenRunbook } from '../parse/written.ts'
import type { LabelledPart, WrittenStep } from '../parse/step.ts'

/** The rules for steps and their order: they decide whether a file can be executed at all. */
export function checkSteps(written: WrittenRunbook, findings: Findings): void {
  const { steps } = written
  if (steps.length === 0) {
    const remedy = 'Add a heading ## 1. Title (expect 2m), with a **Check** below it'
    findings.error('RB030', { line: 1, column: 1 }, 'there is no step', remedy)
  }
  for (const [index, step] of steps.entries()) {
    if (step.number !== index + 1) {
      const message = `step ${step.number} stands where step ${index + 1} is due`
      findings.error('RB030', step, message, 'Number the steps 1, 2, 3 in the order of the file')
    }
    checkStep(step, findings)
  }
  checkFirst(written, findings)
  checkPointOfNoReturn(steps, findings)
  checkEscalate(written, findings)
}

function checkStep(step: WrittenStep, findings: Findings): void {
  const parts = step.parts
  if (!parts.some(({ label }) => label.name === 'Check' || label.name === 'By hand')) {
    const remedy = 'Add a **Check** that turns green, or the **By hand** work that it is'
    findings.error('RB031', step, `nobody sees when step ${step.number} is done`, remedy)
  }
  const dos = named(step, 'Do')
  const undos = named(step, 'Undo')
  const [first, ...more] = dos
  for (const { label } of more) {
    findings.error(
      'RB032',
      label,
      'a second **Do** in one step',
      'Make it a step of its own, with its own check and undo',
    )
  }
  for (const { label } of undos.slice(1)) {
    findings.error('RB034', label, 'a second **Undo** in one step', 'Keep one: it takes back the one Do of the step')
  }
  if (first === undefined) {
    for (const { label } of undos) {
      findings.error('RB034', label, 'an **Undo** without a **Do**', 'Remove it, or add what it takes back')
    }
    return
  }
  if (!parts.slice(parts.indexOf(first) + 1).some(({ label }) => label.name === 'Check')) {
    const remedy = 'Add a **Check** below it that is true only when it worked'
    findings.error('RB033', first.label, 'nothing checks what this **Do** did', remedy)
  }
  if (undos.length === 0) {
    const remedy = 'Add **Undo**: with a fence, or **Undo**: none, <why>'
    findings.error('RB034', first.label, 'nothing says how this **Do** is taken back', remedy)
  }
  if (first.label.options.timeout === undefined) {
    findings.error('RB035', first.label, 'this **Do** may hang forever', 'Write **Do** (timeout 1m):')
  }
}

function checkFirst({ steps, frontMatter }: WrittenRunbook, findings: Findings): void {
  const [first] = steps
  for (const { label } of first === undefined ? [] : named(first, 'Do')) {
    const remedy = 'Begin with a step that only checks that this is the disaster it looks like'
    findings.error('RB038', label, 'the first step changes something', remedy)
  }
  const stop = frontMatter?.withoutFault
  if (stop === undefined || stop === 'none') return
  const step = steps.find(({ number }) => number === stop.step)
  if (step !== undefined && named(step, 'Check').length >= stop.check && stop.check > 0) return
  const message = `'without_fault' names check ${stop.step}.${stop.check}, which is not there`
  findings.error('RB038', { line: 1, column: 1 }, message, 'Name a step and the number of a check in it: stop at 1.1')
}

function checkPointOfNoReturn(steps: readonly WrittenStep[], findings: Findings): void {
  const step = steps.find((candidate) => named(candidate, 'Undo').some(({ label }) => label.rest !== ''))
  const undo = step === undefined ? undefined : named(step, 'Undo').find(({ label }) => label.rest !== '')
  if (step === undefined || undo === undefined) return
  const doIndex = step.parts.findIndex(({ label }) => label.name === 'Do')
  const decides = step.parts.findIndex(({ label }) => label.name === 'Decide')
  if (decides === -1 || decides > doIndex) {
    const remedy = 'Add **Decide** (role, 2m): above its **Do**'
    findings.error('RB036', undo.label, 'nobody decides to pass the point of no return', remedy)
  }
  if (step.caution === undefined) {
    const remedy = 'Add a quote that begins with > [!CAUTION] and says what is lost'
    findings.error('RB037', undo.label, 'nothing warns of the point of no return', remedy)
  }
}

function checkEscalate({ outline }: WrittenRunbook, findings: Findings): void {
  const section = outline.sections.find(({ kind }) => kind === 'escalate')
  const last = outline.sections.at(-1)
  const remedy = 'End the file with ## Escalate: whom to call, and after how long'
  if (section === undefined) findings.error('RB062', last ?? { line: 1, column: 1 }, 'nobody is named to call', remedy)
  else if (section !== last) findings.error('RB062', section, "'Escalate' is not the last section", remedy)
  else if (section.nodes.length === 0) findings.error('RB062', section, "'Escalate' is empty", remedy)
}

function named(step: WrittenStep, name: LabelledPart['label']['name']): LabelledPart[] {
  return step.parts.filter(({ label }) => label.name === name)
}
