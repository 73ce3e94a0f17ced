import type { Report } from '../schema.ts'
import { whereMeasured } from '../explain.ts'
import { HEADLINE } from '../words.ts'
import { renderDocument } from './document.ts'
import { identity, keyFigures, place, verdictBanner } from './head.ts'
import { dataSection } from './losses.ts'
import { html, type Markup } from './markup.ts'
import { objectivesSection } from './objectives.ts'
import { section } from './parts.ts'
import { TIMELINE_SCRIPT } from './script.ts'
import { rehearsalSection } from './rehearsal.ts'
import { runbookSection } from './runbook.ts'
import { faultsSection, recordSection, streamsSection, validitySection } from './system.ts'
import { timelineSection } from './timeline.ts'
import { topologySection } from './topology-picture.ts'
import { waterfallSection } from './waterfall.ts'

/**
 * `report.html`: the whole result in one file that opens offline, in the order in which people ask: what came out, why,
 * against which promise, how it went, what it cost, whether it may be believed.
 */
export function renderHtml(report: Report): string {
  const { drill } = report
  const sections: [string, string, Markup | undefined][] = [
    ['objectives', 'Objectives', objectivesSection(report)],
    ['figures', 'Key figures', section('figures', 'Key figures', keyFigures(report))],
    ['timeline', 'Timeline', timelineSection(report)],
    ['waterfall', 'Where the time went', waterfallSection(report)],
    ['runbook', 'Runbook', runbookSection(report)],
    ['rehearsal', 'Rehearsal', rehearsalSection(report)],
    ['data', 'Data', dataSection(report)],
    ['topology', 'The system', topologySection(report)],
    ['faults', 'Faults', faultsSection(report)],
    ['streams', 'Streams', streamsSection(report)],
    ['validity', 'Validity', validitySection(report)],
    ['record', 'Record', recordSection(report)],
  ]
  const where = whereMeasured(report)
  const present = sections.filter(([, , content]) => content !== undefined)
  const body = html`<a class="skip" href="#content">Skip to the verdict</a>
    <header>
      <p class="brand">Blackstart drill report</p>
      <h1>${drill.title}</h1>
      ${identity(report)}
    </header>
    <main id="content">
      <p></p>
      ${verdictBanner(report)}
      <p class="note-box">Hypothesis: ${drill.hypothesis}</p>
      ${where !== '' && html`<p class="note-box">${where}</p>`}
      <nav aria-label="On this page">
        <ul>
          ${present.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
        </ul>
      </nav>
      ${present.map(([, , content]) => content)}
    </main>
    <footer>
      <p>
        Made by Blackstart from <code>report.json</code> of drill ${drill.id}. Intervals hold the truth under the
        assumptions above.
      </p>
    </footer> `
  return renderDocument({
    title: `${HEADLINE[report.verdict]}: ${drill.title} (${drill.scenario} in ${place(drill)})`,
    body,
    script: TIMELINE_SCRIPT,
  })
}
