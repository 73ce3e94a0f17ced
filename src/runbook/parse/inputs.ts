import type { Findings } from '../finding.ts'
import type { Input } from '../runbook.ts'
import { placeOf, textOf } from './markdown.ts'
import type { Outline } from './outline.ts'

const HEADER = ['Name', 'Example', 'How to find it']
const UPPER_SNAKE = /^[A-Z][A-Z0-9_]*$/
const REMEDY = 'Write a table: | Name | Example | How to find it |'

/** Reads the table of inputs; no section means no inputs. */
export function parseInputs({ sections }: Outline, findings: Findings): Input[] {
  const section = sections.find(({ kind }) => kind === 'inputs')
  if (section === undefined) return []
  const [table, ...more] = section.nodes.filter(({ type }) => type === 'table')
  if (table?.type !== 'table' || more.length > 0) {
    findings.error('RB020', section, 'Inputs holds no table, or several', REMEDY)
    return []
  }
  const [head, ...rows] = table.children.map((row) => ({ cells: row.children.map(textOf), place: placeOf(row) }))
  if (head === undefined || head.cells.join('|') !== HEADER.join('|')) {
    findings.error('RB020', placeOf(table), `the columns are '${head?.cells.join(' | ') ?? ''}'`, REMEDY)
    return []
  }
  const inputs: Input[] = []
  for (const { cells, place } of rows) {
    const [name = '', example = '', howToFind = ''] = cells
    const problem = problemOf(name, howToFind, inputs)
    if (problem === undefined) inputs.push({ name, example, howToFind, secret: /\bsecret\b/.test(example), ...place })
    else
      findings.error('RB020', place, problem, 'Give each input one name in UPPER_SNAKE, and say how a person finds it')
  }
  return inputs
}

function problemOf(name: string, howToFind: string, before: readonly Input[]): string | undefined {
  if (!UPPER_SNAKE.test(name)) return `'${name}' is not a name for an input`
  if (before.some((input) => input.name === name)) return `the input '${name}' stands twice`
  if (howToFind.trim() === '') return `nobody is told how to find '${name}'`
  return undefined
}
