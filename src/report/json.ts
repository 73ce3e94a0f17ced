import type { Report } from './schema.ts'

/** `report.json`: two spaces, and a newline at the end. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
