import type { Verdict } from '../../model/verdict.ts'
import type { Report } from '../schema.ts'
import { actual, count, counted } from '../words.ts'
import { renderDocument } from './document.ts'
import { findings, place, when } from './head.ts'
import { html, type Markup } from './markup.ts'
import { intervalMini } from './objectives.ts'
import { badge, section } from './parts.ts'

/** One drill of an index. */
export type IndexEntry = JudgedEntry | UnjudgedEntry

interface JudgedEntry {
  readonly report: Report
  /** Address of its page, relative to the index. */
  readonly href: string
}

/** A drill that has no report that can be read: it runs, or it was killed. */
interface UnjudgedEntry {
  readonly id: string
  readonly title: string
  /** ISO 8601; null when not even that is known. */
  readonly startedAt: string | null
  /** What is known of it, for people. */
  readonly text: string
}

const NO_VERDICT = 'no verdict'

/** `index.html`: several drills on one page, in the order given, each with a link to its own. */
export function renderIndex(entries: readonly IndexEntry[]): string {
  const verdicts = entries.map((entry) => ('report' in entry ? entry.report.verdict : NO_VERDICT))
  const tally = (['fail', NO_VERDICT, 'inconclusive', 'pass'] as const)
    .map((verdict) => ({ verdict, times: verdicts.filter((one) => one === verdict).length }))
    .filter(({ times }) => times > 0)
  const said = tally.map(({ verdict, times }) => `${times} ${verdict}`).join(', ')
  const body = html`<header>
      <p class="brand">Blackstart</p>
      <h1>Drills</h1>
    </header>
    <main id="content">
      <section class="verdict ${worst(verdicts)}" aria-label="Summary">
        <p class="sentence">
          ${entries.length === 0 ? 'There is no drill yet.' : html`${counted(entries.length, 'drill')}: ${said}.`}
        </p>
      </section>
      ${entries.length > 0 && section('drills', 'Results', drills(entries))}
    </main>
    <footer>
      <p>
        Measured in the lab, a figure is a statement about the scenario, the runbook and the harness, never about
        production.
      </p>
    </footer>`
  return renderDocument({ title: `Blackstart: ${said === '' ? 'no drills' : said}`, body })
}

function drills(entries: readonly IndexEntry[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Drills">
    <table class="drills">
      <thead>
        <tr>
          <th scope="col">Verdict</th>
          <th scope="col">Drill</th>
          <th scope="col">RTO</th>
          <th scope="col">Data</th>
          <th scope="col">Started</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map((entry) => ('report' in entry ? drill(entry) : withoutVerdict(entry)))}
      </tbody>
    </table>
  </div>`
}

function drill({ report, href }: JudgedEntry): Markup {
  const rto = report.objectives.find(({ name }) => name === 'rto')
  const rpo = report.objectives.find(({ name }) => name === 'rpo')
  const { lost, acknowledged } = report.measurements.writes
  const writes = lost === null ? 'not measured' : `${count(lost)} of ${count(acknowledged)} writes lost`
  const back = rpo === undefined || lost === null || rpo.judgedOn === 'writes' ? '' : ` (${actual(rpo, report)})`
  return html`<tr>
    <td>${badge(report.verdict)}</td>
    <th scope="row">
      <a href="${href}">${report.drill.title}</a>
      <div class="soft small">${report.drill.scenario} in ${place(report.drill)}</div>
      ${report.verdict !== 'pass' && html`<div class="small">${findings(report)}</div>`}
    </th>
    <td class="measure">${rto === undefined ? 'none' : html`${actual(rto, report)}${intervalMini(rto)}`}</td>
    <td>${writes}${back}</td>
    <td class="when">${when(report.drill.startedAt)}</td>
  </tr>`
}

function withoutVerdict({ id, title, startedAt, text }: UnjudgedEntry): Markup {
  return html`<tr>
    <td>${NO_VERDICT}</td>
    <th scope="row">
      ${title}
      <div class="soft small">${id}</div>
      <div class="small">${text}</div>
    </th>
    <td class="measure">not measured</td>
    <td>not measured</td>
    <td class="when">${startedAt === null ? 'unknown' : when(startedAt)}</td>
  </tr>`
}

/** The colour of the whole: a fail before what proves nothing before a pass. */
function worst(verdicts: readonly (Verdict | typeof NO_VERDICT)[]): Verdict | '' {
  if (verdicts.length === 0) return ''
  if (verdicts.includes('fail')) return 'fail'
  return verdicts.every((verdict) => verdict === 'pass') ? 'pass' : 'inconclusive'
}
