import type { Findings } from '../finding.ts'

/**
 * What a person does not see, or sees elsewhere than it stands: controls, marks that turn the direction of writing, spaces
 * without width. A tab and what joins letters and emoji are not among them.
 */
const UNSEEN = /(?![\t\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** Rule RB016: what the machine reads is what a person sees. One finding a line is enough. */
export function checkCharacters(lines: readonly string[], findings: Findings): void {
  for (const [index, line] of lines.entries()) {
    const [match] = line.matchAll(UNSEEN)
    if (match === undefined) continue
    const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    const place = { line: index + 1, column: match.index + 1 }
    findings.error('RB016', place, `a character that nobody sees (U+${code})`, 'Remove it')
  }
}
