import { stripVTControlCharacters, styleText } from 'node:util'
import type { Verdict } from '../model/verdict.ts'

/** What is known about the terminal that a view is rendered for. */
export interface View {
  /** Characters in a line. */
  readonly columns: number
  readonly color: boolean
}

/** A stream as far as a view depends on it; `process.stdout` is one. */
interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
}

const DEFAULT_COLUMNS = 80
/** Longer lines are hard to read; narrower ones break the tables. */
const MOST_COLUMNS = 100
const LEAST_COLUMNS = 60

/**
 * How to render for an output: colour only on a terminal, never with `NO_COLOR` (no-color.org), always with `FORCE_COLOR`
 * other than `0`.
 */
export function viewFor(output: Output, env: Readonly<Record<string, string | undefined>>): View {
  const forced = env['FORCE_COLOR']
  const forbidden = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  const color = forced !== undefined && forced !== '' ? forced !== '0' : output.isTTY === true && !forbidden
  const columns = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, output.columns ?? DEFAULT_COLUMNS))
  return { columns, color }
}

type Style = Parameters<typeof styleText>[0]
export type Paint = (style: Style, text: string) => string

/** The painter of a view; without colour the text stays as it is. */
export function painter({ color }: View): Paint {
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text)
}

export const VERDICT_STYLE = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
} as const satisfies Record<Verdict, Style>

/** Breaks text at spaces, and a longer word where it must. */
export function wrap(text: string, columns: number, indent = ''): string[] {
  const width = Math.max(1, columns - indent.length)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((part) => pieces(part, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].filter((part) => part !== '').map((part) => indent + part)
}

function pieces(word: string, width: number): string[] {
  if (word.length <= width) return [word]
  return [word.slice(0, width), ...pieces(word.slice(width), width)]
}

/** Cuts text to a width, and says that it did. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
}

/** Pads text that may be painted. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stripVTControlCharacters(text).length))
}
