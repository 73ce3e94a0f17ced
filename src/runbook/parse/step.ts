import type { Code, List, ListItem, Paragraph, RootContent } from 'mdast'
import type { Findings } from '../finding.ts'
import { isRunnable } from './fences.ts'
import { type Label, parseLabel } from './label.ts'
import { placeOf, sourceOf, textOf } from './markdown.ts'
import type { Section } from './outline.ts'
import type { Answer, Place, Script } from '../runbook.ts'

/** A label with what it owns, before the rules for the step as a whole are applied. */
export interface LabelledPart {
  readonly label: Label
  readonly script?: Script
  readonly answers: readonly Answer[]
  readonly tasks: readonly string[]
}

/** A step as it was written: everything understood, nothing judged. */
export interface WrittenStep extends Place {
  readonly number: number
  readonly title: string
  readonly expectMs: number
  readonly parts: readonly LabelledPart[]
  readonly caution?: string
  /** Lines of prose before the first fence. */
  readonly proseLines: number
}

/** Reads the labels of a step and what each of them owns: the fence or list that follows, with nothing in between. */
export function writtenStep(section: Section, source: string, findings: Findings): WrittenStep {
  const parts: LabelledPart[] = []
  let owner: Label | undefined
  let caution: string | undefined
  let proseLines = 0
  let fenceSeen = false
  const settle = (): void => {
    if (owner !== undefined) parts.push(withoutContent(owner, findings))
    owner = undefined
  }
  for (const node of section.nodes) {
    if (node.type === 'code') {
      fenceSeen = true
      const taken = isRunnable(node) && takeFence(owner, node, parts, findings)
      if (taken) owner = undefined
      continue
    }
    if (node.type === 'list' && owner !== undefined && (owner.name === 'Decide' || owner.name === 'By hand')) {
      parts.push(withList(owner, node, findings))
      owner = undefined
      continue
    }
    settle()
    if (beginsBold(node)) {
      owner = parseLabel(sourceOf(node, source), placeOf(node), findings)
      if (owner?.name === 'Undo' && owner.rest !== '') settle()
      continue
    }
    if (node.type === 'blockquote' && textOf(node).trim().startsWith('[!CAUTION]')) caution = textOf(node).trim()
    else if (!fenceSeen) proseLines += (node.position?.end.line ?? 0) - (node.position?.start.line ?? 0) + 1
  }
  settle()
  const { number, title, expectMs, line, column } = section
  return { number, title, expectMs, line, column, parts, proseLines, ...(caution === undefined ? {} : { caution }) }
}

/** Runnable fences and labels outside of steps: nobody would ever run them. */
export function refuseOutsideSteps(nodes: readonly RootContent[], source: string, findings: Findings): void {
  for (const node of nodes) {
    if (node.type === 'code' && isRunnable(node)) unowned(node, findings)
    if (beginsBold(node) && parseLabel(sourceOf(node, source), placeOf(node), findings) !== undefined) {
      findings.error(
        'RB022',
        placeOf(node),
        'a label outside of a step',
        'Move it below a heading ## N. Title (expect D)',
      )
    }
  }
}

function beginsBold(node: RootContent): node is Paragraph {
  return node.type === 'paragraph' && node.children[0]?.type === 'strong'
}

function unowned(node: Code, findings: Findings): void {
  const remedy = 'Put **Check**:, **Do** (timeout 1m): or **Undo**: directly above it, or show it as console'
  findings.error('RB014', placeOf(node), 'a bash fence without a label: nobody knows whether to run it', remedy)
}

function takeFence(owner: Label | undefined, node: Code, parts: LabelledPart[], findings: Findings): boolean {
  if (owner === undefined || owner.name === 'Decide' || owner.name === 'By hand') {
    unowned(node, findings)
    return false
  }
  if (owner.rest !== '') {
    const remedy = 'Put the sentence above the label'
    findings.error('RB021', owner, `'${owner.rest.slice(0, 40)}' stands between the label and its fence`, remedy)
  }
  const { line } = placeOf(node)
  // An indented line of a fence keeps its indentation: the text is what stands in the file.
  parts.push({ label: owner, script: { text: `${node.value}\n`, line: line + 1, column: 1 }, answers: [], tasks: [] })
  return true
}

function withoutContent(label: Label, findings: Findings): LabelledPart {
  if (label.name !== 'Undo' || label.rest === '') {
    const [rule, what] =
      label.name === 'Decide' || label.name === 'By hand' ? ['RB040', 'list'] : ['RB015', 'bash fence']
    findings.error(rule, label, `**${label.name}** has no ${what}`, `Put its ${what} directly below it`)
  } else if (!/^none, \S/.test(label.rest)) {
    const remedy = 'Write **Undo**: with a fence below it, or **Undo**: none, <why>'
    findings.error('RB034', label, `'${label.rest.slice(0, 40)}' is neither a fence nor 'none, <why>'`, remedy)
  }
  return { label, answers: [], tasks: [] }
}

function withList(label: Label, list: List, findings: Findings): LabelledPart {
  if (label.name === 'By hand') {
    const tasks = list.children.map((item) => textOf(item).trim())
    if (list.children.some(({ checked }) => typeof checked !== 'boolean')) {
      findings.error('RB021', placeOf(list), 'a task that cannot be ticked off', 'Begin each task with - [ ]')
    }
    return { label, answers: [], tasks }
  }
  return { label, answers: list.children.flatMap((item) => answerOf(item, findings)), tasks: [] }
}

const ANSWER = /^([^:]+?)( \(drill\))?: (continue|stop|step (\d{1,3}))(?:[,.;]?\s*([\s\S]*))?$/

function answerOf(item: ListItem, findings: Findings): Answer[] {
  const place = placeOf(item)
  const [paragraph] = item.children
  const bold = paragraph?.type === 'paragraph' && paragraph.children[0]?.type === 'strong'
  const match = bold ? ANSWER.exec(textOf(item).trim()) : null
  if (match === null) {
    const remedy = 'Write - **answer**: continue, or stop, or step N; one of them with (drill)'
    findings.error('RB040', place, `an answer that says not what follows ('${textOf(item).slice(0, 40)}')`, remedy)
    return []
  }
  const [, text = '', drill, action, step, remark = ''] = match
  const next = step === undefined ? (action as 'continue' | 'stop') : { step: Number(step) }
  return [{ text, inDrill: drill !== undefined, next, remark, ...place }]
}
