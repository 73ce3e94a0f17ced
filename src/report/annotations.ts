import type { Verdict } from '../model/verdict.ts'
import type { Report } from './schema.ts'
import { sentence } from './sentence.ts'
import { allReasons } from './words.ts'

const LEVEL = { pass: 'notice', fail: 'error', inconclusive: 'error' } as const satisfies Record<Verdict, string>

/** So many reasons get an annotation of their own: GitHub shows ten of a kind for a step, and the first one is the verdict. */
const MOST_REASONS = 8

/** The result as workflow commands of GitHub Actions, which become annotations of the run. */
export function annotations(report: Report): string[] {
  const level = LEVEL[report.verdict]
  const name = report.drill.scenario
  return [
    annotation(level, `Drill ${name}`, sentence(report)),
    ...(report.verdict === 'pass' ? [] : allReasons(report).slice(0, MOST_REASONS)).map(({ code, text }) =>
      annotation(level, `${name}: ${code}`, text),
    ),
  ]
}

/** One annotation. Its text cannot break out of the line, and so cannot become a command itself. */
export function annotation(level: 'notice' | 'error', title: string, text: string): string {
  const data = escapeData(text)
  return `::${level} title=${escapeData(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${data}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
