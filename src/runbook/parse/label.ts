import { parseDurationMs } from '../../model/duration.ts'
import type { Findings } from '../finding.ts'
import type { Place } from '../runbook.ts'

export const LABELS = ['Check', 'Do', 'Undo', 'Decide', 'By hand'] as const
export type LabelName = (typeof LABELS)[number]

/** The options of a label, as far as they were given; durations in milliseconds. */
export interface LabelOptions {
  readonly within?: number
  readonly holds?: number
  readonly every?: number
  readonly timeout?: number
  readonly sets?: readonly string[]
  /** Of a Decide or By hand. */
  readonly role?: string
  readonly credit?: number
}

/** A label line: `**Check** (within 10s):`. */
export interface Label extends Place {
  readonly name: LabelName
  readonly options: LabelOptions
  /** What stands behind the colon. */
  readonly rest: string
}

const ALLOWED: Readonly<Record<LabelName, readonly string[]>> = {
  Check: ['within', 'holds', 'every', 'sets'],
  Do: ['timeout', 'sets'],
  Undo: ['timeout'],
  Decide: [],
  'By hand': [],
}
const FORM = /^\*\*([^*]+)\*\*(?: \(([^()]*)\))?:(?:\s+([\s\S]*))?$/
const UPPER_SNAKE = /^[A-Z][A-Z0-9_]*$/

/**
 * Reads a label from the source of its paragraph.
 *
 * @returns undefined when it is none that is known; findings say what is wrong
 */
export function parseLabel(source: string, place: Place, findings: Findings): Label | undefined {
  const match = FORM.exec(source)
  const word = match?.[1] ?? /^\*\*([^*]*)\*\*/.exec(source)?.[1] ?? source.split('\n')[0] ?? ''
  const name = LABELS.find((candidate) => candidate === word)
  if (name === undefined) {
    const remedy = `A line that begins in bold is a label; labels are ${LABELS.map((label) => `**${label}**`).join(', ')}`
    findings.error('RB022', place, `there is no label **${word}**`, remedy)
    return undefined
  }
  if (match === null) {
    const remedy = `Write **${name}**: or **${name}** (options):`
    findings.error('RB022', place, `the label **${name}** is not followed by its options and a colon`, remedy)
    return undefined
  }
  const [, , optionText, rest = ''] = match
  const options =
    name === 'Decide' || name === 'By hand' ? parsePerson(optionText) : parseOptions(name, optionText, place, findings)
  return { name, options, rest: rest.trim(), ...place }
}

/** `incident commander, 2m`; what is missing is for the rules to say. */
function parsePerson(text: string | undefined): LabelOptions {
  const comma = text?.lastIndexOf(',') ?? -1
  if (text === undefined || comma === -1) return {}
  const role = text.slice(0, comma).trim()
  const credit = parseDurationMs(text.slice(comma + 1))
  return { ...(role === '' ? {} : { role }), ...(credit === undefined ? {} : { credit }) }
}

function parseOptions(name: LabelName, text: string | undefined, place: Place, findings: Findings): LabelOptions {
  const options: Record<string, number | string[]> = {}
  if (text === undefined) return options
  for (const option of text.split(',').map((part) => part.trim())) {
    const [key = '', ...values] = option.split(/\s+/)
    const problem = !ALLOWED[name].includes(key)
      ? `**${name}** has no option '${key}'`
      : key in options
        ? `'${key}' is given twice`
        : readOption(key, values, options)
    if (problem === undefined) continue
    const forms = ALLOWED[name].map((allowed) => (allowed === 'sets' ? 'sets NAME' : `${allowed} 30s`))
    findings.error('RB021', place, problem, `Options of **${name}**: ${forms.join(', ')}`)
  }
  return options
}

function readOption(key: string, values: readonly string[], options: Record<string, number | string[]>) {
  if (key === 'sets') {
    if (values.length === 0 || !values.every((value) => UPPER_SNAKE.test(value))) {
      return `'sets' needs names in UPPER_SNAKE`
    }
    options[key] = [...values]
    return undefined
  }
  const ms = parseDurationMs(values[0] ?? '')
  if (ms === undefined || ms === 0 || values.length !== 1) return `'${key}' needs a duration above zero`
  options[key] = ms
  return undefined
}
