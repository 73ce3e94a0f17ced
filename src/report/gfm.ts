import { oneLine } from './words.ts'

/** Characters that begin something in GitHub Flavored Markdown. */
const SPECIAL = /[\\`*_~[\]<>|#!&$]/g

/**
 * Text as text, in any place of a Markdown line, also in a cell of a table. `@` gets a zero-width space behind it: a
 * report in a pull request must not call people, and an address must not become a link.
 */
export function plain(text: string): string {
  return oneLine(text)
    .replaceAll(SPECIAL, (character) => `\\${character}`)
    .replaceAll('@', '@\u200b')
    .replaceAll('://', ':\u200b//')
    .replace(/^[-+=]/, (character) => `\\${character}`)
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
}

/** Text as code. Its fence is longer than any run of backticks inside; a bar is escaped, as tables demand. */
export function code(text: string): string {
  const line = oneLine(text).replaceAll('|', '\\|')
  if (line === '') return ''
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = longest > 0 ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

/** A table; cells must be escaped already. Empty when it has no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A list; items must be escaped already. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}

/** A section, left out when it has nothing to say. */
export function section(title: string, ...parts: readonly string[]): string {
  const body = parts.filter((part) => part !== '')
  return body.length === 0 ? '' : [`## ${title}`, ...body].join('\n\n')
}
