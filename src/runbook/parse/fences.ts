import type { Code, Root } from 'mdast'
import type { Findings } from '../finding.ts'
import { allNodes, placeOf } from './markdown.ts'

/** Languages of fences that are read and never run. */
const DATA_LANGUAGES = ['text', 'json', 'yaml', 'sql', 'console'] as const

/** Whether a fence is one that is run. */
export function isRunnable(node: Code): boolean {
  return node.lang === 'bash'
}

/**
 * The form of every fence: what GitHub, an editor, a shell and this program each make of it must be the same thing.
 */
export function checkFences(root: Root, lines: readonly string[], findings: Findings): void {
  for (const node of allNodes(root)) {
    if (node.type === 'code') checkFence(node, lines, findings)
  }
}

function checkFence(node: Code, lines: readonly string[], findings: Findings): void {
  const place = placeOf(node)
  const opening = lines[place.line - 1] ?? ''
  if (!/^```(?!`)/.test(opening)) {
    findings.error(
      'RB010',
      place,
      'a block of code that does not begin with three backticks at the start of a line',
      'Write ```bash at column 1, outside of lists and quotes',
    )
    return
  }
  const last = node.position?.end.line ?? place.line
  if (last === place.line || !/^```[ \t]*$/.test(lines[last - 1] ?? '')) {
    findings.error('RB011', place, 'this fence is never closed', 'Close it with ``` at column 1')
  } else if (lines[last - 1] !== '```') {
    findings.error('RB012', { line: last, column: 4 }, 'something stands behind the closing fence', 'Remove it')
  }
  const word = opening.slice(3)
  if (!/^[a-z]+$/.test(word)) {
    findings.error(
      'RB012',
      { line: place.line, column: 4 },
      `a fence carries '${word}'`,
      'Write one bare word, the language, and nothing else',
    )
  }
  const language = node.lang ?? ''
  const known: readonly string[] = ['bash', ...DATA_LANGUAGES]
  if (/^[a-z]+$/.test(word) && !known.includes(language)) {
    findings.error(
      'RB013',
      { line: place.line, column: 4 },
      `no fence of a runbook is written in '${language}'`,
      `Use bash for what is run; ${DATA_LANGUAGES.join(', ')} for what is shown`,
    )
  }
}
