import type { Report } from './schema.ts'

/** A list of numbers as JSON writes it, one a line. Text in JSON never holds a line break, so this matches no text. */
const LIST_OF_NUMBERS = /\[\n\s+(?:(?:-?[\d.e+-]+|null),?\s+)+\]/g

/** `report.json`: two spaces, lists of numbers on one line, and a newline at the end. */
export function renderJson(report: Report): string {
  const text = JSON.stringify(report, null, 2)
  return `${text.replaceAll(LIST_OF_NUMBERS, (list) => list.replaceAll(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'))}\n`
}
