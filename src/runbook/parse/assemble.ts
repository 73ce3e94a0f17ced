import type { Part, Step, Undo } from '../runbook.ts'
import type { LabelledPart, WrittenStep } from './step.ts'

/** An Undo that says nothing else must end within a minute, in milliseconds. */
const UNDO_TIMEOUT_MS = 60_000

/** Makes the executable step of a written one in which every rule holds. */
export function assembleStep(written: WrittenStep): Step {
  const { number, title, expectMs, line, column, caution } = written
  const undo = written.parts.find(({ label }) => label.name === 'Undo')
  return {
    number,
    id: slugOf(title),
    title,
    expectMs,
    line,
    column,
    parts: written.parts.flatMap(partOf),
    ...(undo === undefined ? {} : { undo: undoOf(undo) }),
    ...(caution === undefined ? {} : { caution }),
  }
}

/** As GitHub makes the anchor of a heading, so that a report's id is also a link. */
export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
}

function partOf({ label, script, answers, tasks }: LabelledPart): Part[] {
  const { name, options, rest, line, column } = label
  const place = { line, column }
  const role = options.role ?? ''
  const creditMs = options.credit ?? 0
  const sets = options.sets ?? []
  if (name === 'Decide') return [{ kind: 'decide', role, creditMs, question: rest, answers, ...place }]
  if (name === 'By hand') return [{ kind: 'by-hand', role, creditMs, tasks, ...place }]
  if (script === undefined || name === 'Undo') return []
  if (name === 'Do') return [{ kind: 'do', script, timeoutMs: options.timeout ?? 0, sets, ...place }]
  return [
    {
      kind: 'check',
      script,
      sets,
      ...place,
      ...(options.within === undefined ? {} : { withinMs: options.within }),
      ...(options.holds === undefined ? {} : { holdsMs: options.holds }),
      ...(options.every === undefined ? {} : { everyMs: options.every }),
    },
  ]
}

function undoOf({ label, script }: LabelledPart): Undo {
  const place = { line: label.line, column: label.column }
  if (script === undefined) return { kind: 'undo', none: label.rest.replace(/^none,\s*/, ''), ...place }
  return { kind: 'undo', script, timeoutMs: label.options.timeout ?? UNDO_TIMEOUT_MS, ...place }
}
