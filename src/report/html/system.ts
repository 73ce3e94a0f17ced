import type { Report } from '../schema.ts'
import { STREAM_COLUMNS } from '../explain.ts'
import { NOISE_EXPLAINS, noiseRows } from '../noise.ts'
import { atMost, count, percent, seconds, span, verification } from '../words.ts'
import { html, type Content, type Markup } from './markup.ts'
import { code, figures, folded, list, section, table } from './parts.ts'

/** What was done to the system, how it is known, and that it is gone. */
export function faultsSection({ faults, observation }: Report): Markup | undefined {
  return section(
    'faults',
    'Faults, proven and undone',
    observation && html`<p>Not caused by Blackstart, which only watched: ${observation.text}.</p>`,
    table(
      'Injections',
      ['Fault', 'Component', 'Asked', 'Returned', 'Proof that it was in force', 'Undo'],
      faults.map((fault) => [
        html`${code(fault.kind)}${fault.startsClock && html` <span class="soft small">starts the clock</span>`}`,
        code(fault.component),
        fault.askedMs === null ? 'never' : seconds(fault.askedMs),
        fault.returnedMs === null ? (fault.error ?? 'never') : seconds(fault.returnedMs),
        proven(fault.proof?.holds === true, fault.proof?.text ?? 'nothing was seen', 'not proven'),
        html`${proven(fault.undo?.undone === true, fault.undo?.text ?? 'the drill did not get there', 'not verified')}
          <span class="soft small">(${fault.reversal})</span>`,
      ]),
    ),
  )
}

function proven(holds: boolean, text: string, otherwise: string): Content {
  return holds
    ? html`<span class="yes" aria-hidden="true">✓</span> ${text}`
    : html`<strong class="no">${otherwise}</strong>: ${text}`
}

/** Each stream by itself: the judged ones and the witnesses. */
export function streamsSection({ streams, measurements }: Report): Markup | undefined {
  return section(
    'streams',
    'Streams',
    table(
      `Each way to the service by itself${measurements.judgedStream === null ? '' : `; judged on the slowest, ${measurements.judgedStream}`}`,
      [
        'Stream',
        'Judged',
        figures('RTA'),
        figures('Downtime'),
        figures('Bad'),
        figures('Bad before'),
        figures('p99 before'),
        figures('Below 50 / 90 / 99 %'),
      ],
      streams.map((stream) => [
        code(stream.id),
        stream.judged ? 'yes' : `no (${stream.source})`,
        span(stream.rtaMs),
        span(stream.downtimeMs),
        `${count(stream.bad)} of ${count(stream.operations)}`,
        percent(stream.baselineBadShare),
        stream.baselineP99Ms === null ? 'unknown' : atMost(stream.baselineP99Ms),
        Object.values(stream.belowMs).map(atMost).join(' / '),
      ]),
    ),
    streams.length > 0 && html`<p class="soft small">${STREAM_COLUMNS}</p>`,
  )
}

/** Whether the drill may be concluded from, and what its figures rest on. */
export function validitySection(report: Report): Markup | undefined {
  const { validity, assumptions, expected } = report
  const conditions = table(
    'Conditions without which nothing may be concluded',
    ['Condition', 'Holds', 'Seen'],
    validity.map(({ name, holds, text }) => [
      name,
      holds ? html`<span class="yes">yes</span>` : html`<strong class="no">no</strong>`,
      text,
    ]),
  )
  const rests = list(assumptions)
  const foreseen = list(
    expected.map(({ code: name, text }) => html`${text} <span class="soft small">${code(name)}</span>`),
  )
  const quiet = table('How quiet the machine was', ['What', 'Seen'], noiseRows(report))
  return section(
    'validity',
    'Validity and assumptions',
    conditions,
    report.verification && html`<p>Verified by the scenario’s own code: ${verification(report.verification)}.</p>`,
    foreseen &&
      html`<h3>Failures that the scenario expects</h3>
        ${foreseen}`,
    rests &&
      html`<h3>What the figures rest on</h3>
        ${rests}`,
    folded('Noise', html`<p class="small">${NOISE_EXPLAINS}</p>`, quiet),
  )
}

/** Where the drill ran, with what, and the files that the verdict can be given from again. */
export function recordSection({ environment, versions, drill, files, schemaVersion }: Report): Markup | undefined {
  const commit =
    drill.commit === null ? 'unknown' : html`${code(drill.commit)}${drill.dirty === true && ' with local changes'}`
  const facts: [string, Content][] = [
    ['Backend', drill.backend ?? 'never stood'],
    ...Object.entries(environment.facts),
    ...Object.entries(versions).map(([name, version]): [string, Content] => [`version of ${name}`, version]),
    ['report schema', schemaVersion],
    ['Command', code(drill.command)],
    ['Commit', commit],
    ['Scenario file, SHA-256', html`<code class="sha">${drill.scenarioSha256}</code>`],
  ]
  return section(
    'record',
    'Environment and record',
    table('Environment and versions', ['Fact', 'Value'], facts),
    folded(
      `Files of the record (${files.length})`,
      table(
        'Files, with the checksums that they had when this report was made',
        ['File', figures('Bytes'), 'SHA-256'],
        files.map(({ path, bytes, sha256 }) => [code(path), count(bytes), html`<code class="sha">${sha256}</code>`]),
      ),
    ),
    html`<p class="soft small">Judge it again on any machine: <code>blackstart analyze &lt;this folder&gt;</code></p>`,
  )
}
