import type { Report } from '../schema.ts'
import { STALE_READS } from '../explain.ts'
import { count, countSpan, span, spanOfSeconds } from '../words.ts'
import { html, type Markup } from './markup.ts'
import { witnessSentences } from '../witnesses.ts'
import { code, figures, list, section, table } from './parts.ts'

type Writes = Report['measurements']['writes']

/** Every counter of writes, and the lost ones by name. */
export function dataSection(report: Report): Markup | undefined {
  const { measurements } = report
  const { writes } = measurements
  return section(
    'data',
    'Data',
    verdictOnData(writes),
    lostTable(writes),
    countersTable(measurements),
    witnessesList(report),
  )
}

function witnessesList(report: Report): Markup | undefined {
  const sentences = witnessSentences(report)
  if (sentences.length === 0) return undefined
  return html`<h3>What others say</h3>
    ${list(sentences)}`
}

function verdictOnData({ acknowledged, lost, lostPessimistic }: Writes): Markup {
  if (lost === null) {
    return html`<p>
      Data loss was <strong>not measured</strong>: there is no final read that proves which writes survived.
    </p>`
  }
  const more =
    lostPessimistic !== null &&
    lostPessimistic > lost &&
    html` Another ${count(lostPessimistic - lost)} writes are gone that nobody was promised: their clients got no clear
    answer (a time-out, a broken connection), so they do not count as lost.`
  if (lost === 0) {
    return html`<p>Of ${count(acknowledged)} acknowledged writes <strong>none is lost</strong>.${more}</p>`
  }
  return html`<p>
    Of ${count(acknowledged)} acknowledged writes <strong class="no">${count(lost)} are lost</strong>: acknowledged to a
    client, and absent from the final read.${more}
  </p>`
}

/** Neighbouring ids in one row: a burst of lost writes is one row, not a thousand. */
function lostTable({ lost, lostIds, truncated }: Writes): Markup | undefined {
  const shown = table(
    'Lost writes',
    ['Writer', 'Ids', figures('Count')],
    rangesOf(lostIds).map(({ writer, first, last }) => [
      code(writer),
      code(first === last ? String(first) : `${first} to ${last}`),
      count(last - first + 1),
    ]),
  )
  if (shown === undefined) return undefined
  const rest =
    truncated &&
    html`<p class="small">
      The first ${count(lostIds.length)} of ${count(lost)} (truncated). All of them are in
      <code>missing-writes.json</code> of the record.
    </p>`
  return html`${shown}${rest}`
}

function rangesOf(ids: Writes['lostIds']): { writer: string; first: number; last: number }[] {
  const ranges: { writer: string; first: number; last: number }[] = []
  const sorted = [...ids].sort((a, b) => (a.writer === b.writer ? a.seq - b.seq : a.writer < b.writer ? -1 : 1))
  for (const { writer, seq } of sorted) {
    const last = ranges.at(-1)
    if (last?.writer === writer && last.last + 1 === seq) last.last = seq
    else ranges.push({ writer, first: seq, last: seq })
  }
  return ranges
}

function countersTable(measurements: Report['measurements']): Markup | undefined {
  const { writes: w, staleReads, stalenessMs, lossWindowSeconds: lossWindow } = measurements
  const rows: [string, number | null, string, alarming?: boolean][] = [
    ['Attempted', w.attempted, 'sent by probes and load'],
    ['Acknowledged', w.acknowledged, 'the client was told that it is stored'],
    ['Failed', w.failed, 'provably without effect'],
    ['Indeterminate', w.indeterminate, 'the client cannot know: a time-out, a broken connection'],
    ['Lost', w.lost, 'acknowledged, and not in the final read', true],
    ['Lost at worst', w.lostPessimistic, 'if every indeterminate write that vanished is counted too'],
    ['Indeterminate, survived', w.indeterminateSurvived, 'in the final read'],
    ['Indeterminate, vanished', w.indeterminateVanished, 'not in the final read'],
    ['Holes', w.holes, 'survivors that are younger than a lost write', true],
    ['Seen, then lost', w.seenThenLost, 'a read had returned it', true],
    ['Phantoms', w.phantoms, 'in the final read, attempted by nobody', true],
    ['Failed, but applied', w.abortedButApplied, 'our own classification would be wrong', true],
    ['Zombies', w.zombies, 'acknowledged by a deposed primary: at least so many', true],
    ['Corrupt', w.corrupt, 'answers that named a write which nobody had attempted', true],
    ['Duplicates', w.duplicates, 'in the final read more than once', true],
  ]
  const oldest = stalenessMs.hi === null || stalenessMs.hi <= 0 ? '' : `; the oldest by ${span(stalenessMs)}`
  return table(
    'Writes by what became of them',
    ['Writes', figures('Count'), 'Meaning'],
    [
      ...rows.map(([name, value, meaning, alarming = false]) => [
        name,
        alarming && value !== null && value > 0 ? html`<strong class="no">${count(value)}</strong>` : count(value),
        html`<span class="soft">${meaning}</span>`,
      ]),
      ['Stale reads', countSpan(staleReads), html`<span class="soft">${STALE_READS}${oldest}</span>`],
      ...(lossWindow.lo === null && lossWindow.hi === null
        ? []
        : [
            [
              'Loss window',
              spanOfSeconds(lossWindow),
              html`<span class="soft">from the recovery point to the cut-over</span>`,
            ],
          ]),
    ],
  )
}
