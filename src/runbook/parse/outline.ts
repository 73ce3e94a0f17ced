import type { Heading, Root, RootContent } from 'mdast'
import { parseDurationMs } from '../../model/duration.ts'
import type { Findings } from '../finding.ts'
import type { Place } from '../runbook.ts'
import { placeOf, sourceOf, textOf } from './markdown.ts'

/** A heading of the second level with everything below it. */
export interface Section extends Place {
  readonly kind: 'inputs' | 'escalate' | 'notes' | 'step'
  readonly nodes: readonly RootContent[]
  /** Of a step. */
  readonly number: number
  readonly title: string
  readonly expectMs: number
}

export interface Outline {
  /** What stands before the first section. */
  readonly preamble: readonly RootContent[]
  readonly sections: readonly Section[]
}

const NAMED = { Inputs: 'inputs', Escalate: 'escalate', Notes: 'notes' } as const
const STEP = /^(\d{1,3})\. (.+) \(expect ([^()]+)\)$/

/** Splits the file at its headings. */
export function outlineOf(root: Root, source: string, findings: Findings): Outline {
  const preamble: RootContent[] = []
  const sections: (Section & { nodes: RootContent[] })[] = []
  let titles = 0
  for (const node of root.children) {
    if (node.type === 'heading' && node.depth === 2) sections.push(openSection(node, findings))
    else if (node.type === 'heading') {
      titles += 1
      const misplaced = node.depth !== 1 || titles > 1 || sections.length > 0
      if (misplaced) unknownHeading(node, findings)
    } else if (node.type === 'html') {
      const remedy = 'Write it as text: what the machine reads must be what a person sees'
      findings.error('RB020', placeOf(node), `HTML or a comment ('${start(node.value)}')`, remedy)
    } else (sections.at(-1)?.nodes ?? preamble).push(node)
    if (node.type === 'heading' && !sourceOf(node, source).startsWith('#')) {
      findings.error('RB020', placeOf(node), 'a heading by underlining', 'Begin it with ## ')
    }
  }
  const duplicates = new Set<string>()
  for (const { kind, title, line, column } of sections) {
    if (kind === 'step') continue
    if (duplicates.has(kind)) findings.error('RB020', { line, column }, `'${title}' stands twice`, 'Keep one of them')
    duplicates.add(kind)
  }
  return { preamble, sections }
}

function openSection(node: Heading, findings: Findings): Section & { nodes: RootContent[] } {
  const text = textOf(node)
  const place = placeOf(node)
  const kind = Object.hasOwn(NAMED, text) ? NAMED[text as keyof typeof NAMED] : undefined
  if (kind !== undefined) return { kind, nodes: [], number: 0, title: text, expectMs: 0, ...place }
  const [, number, title, expect] = STEP.exec(text) ?? []
  const expectMs = expect === undefined ? undefined : parseDurationMs(expect)
  if (number === undefined || title === undefined || expectMs === undefined) {
    unknownHeading(node, findings)
    return { kind: 'notes', nodes: [], number: 0, title: `${text} `, expectMs: 0, ...place }
  }
  return { kind: 'step', nodes: [], number: Number(number), title, expectMs, ...place }
}

function unknownHeading(node: Heading, findings: Findings): void {
  findings.error(
    'RB020',
    placeOf(node),
    `a heading that a runbook does not have ('${'#'.repeat(node.depth)} ${start(textOf(node))}')`,
    'Write one # title, then ## Inputs, ## 1. Title (expect 2m), ## Notes or ## Escalate',
  )
}

function start(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}...`
}
