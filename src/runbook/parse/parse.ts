import { Findings, type RunbookFinding, hasErrors, inOrder } from '../finding.ts'
import type { Runbook } from '../runbook.ts'
import { checkCharacters } from './characters.ts'
import { checkFences } from './fences.ts'
import { parseFrontMatter } from './front-matter.ts'
import { parseInputs } from './inputs.ts'
import { parseMarkdown, sourceOf } from './markdown.ts'
import { outlineOf } from './outline.ts'
import { refuseOutsideSteps, writtenStep } from './step.ts'
import type { WrittenRunbook } from './written.ts'
import { assembleStep } from './assemble.ts'
import { checkDecisions } from '../lint/decisions.ts'
import { checkSteps } from '../lint/steps.ts'

/** A file that is longer is not read by anyone at 3 a.m., and is refused unread, in characters. */
const LONGEST = 256 * 1024

export interface ParsedRunbook {
  readonly written: WrittenRunbook
  /** Only when the grammar holds: then it can be executed. */
  readonly runbook?: Runbook
  readonly findings: readonly RunbookFinding[]
}

/**
 * Reads a runbook. The grammar is closed: what is not understood is a finding, never skipped. Runs nothing, reads
 * nothing but the text, and takes any text.
 */
export function parseRunbook(source: string): ParsedRunbook {
  const findings = new Findings()
  // As CommonMark ends lines; one that only a carriage return ends is refused, for bash and editors see no end there.
  const text = source.length > LONGEST ? '' : source.replaceAll(/\r\n?/g, '\n')
  if (source.length > LONGEST) {
    const message = `the file has ${source.length} characters`
    findings.error('RB001', { line: 1, column: 1 }, message, `Keep it below ${LONGEST}; 120 lines are plenty`)
  }
  const root = parseMarkdown(text)
  const lines = text.split('\n')
  checkCharacters(source.length > LONGEST ? [] : source.split(/\r?\n/), findings)
  checkFences(root, lines, findings)
  const frontMatter = parseFrontMatter(root, findings)
  const outline = outlineOf(root, text, findings)
  const inputs = parseInputs(outline, findings)
  const steps = outline.sections
    .filter(({ kind }) => kind === 'step')
    .map((section) => writtenStep(section, text, findings))
  refuseOutsideSteps(outline.preamble, text, findings)
  for (const { kind, nodes } of outline.sections) if (kind !== 'step') refuseOutsideSteps(nodes, text, findings)
  const written: WrittenRunbook = { source: text, lines, frontMatter, inputs, outline, steps }
  checkSteps(written, findings)
  checkDecisions(written, findings)
  const ordered = inOrder(findings.list)
  if (frontMatter === undefined || hasErrors(ordered)) return { written, findings: ordered }
  const escalate = outline.sections
    .filter(({ kind }) => kind === 'escalate')
    .flatMap(({ nodes }) => nodes.map((node) => sourceOf(node, text)))
    .join('\n\n')
  return { written, findings: ordered, runbook: { frontMatter, inputs, steps: steps.map(assembleStep), escalate } }
}
