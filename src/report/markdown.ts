import {
  judgedOnWrites,
  lagNote,
  staleReads,
  steadyStateOpen,
  STREAM_COLUMNS,
  streamKinds,
  whereMeasured,
} from './explain.ts'
import { code, list, plain, section, table } from './gfm.ts'
import { courseSection, expectedSection, noiseSection } from './markdown-explained.ts'
import { rehearsalSection } from './markdown-rehearsal.ts'
import { runbookSection } from './markdown-runbook.ts'
import { faultsSection, eventsSection, environmentSection, recordSection } from './markdown-system.ts'
import type { Report } from './schema.ts'
import { sentence } from './sentence.ts'
import {
  actual,
  allReasons,
  atMost,
  count,
  countSpan,
  EPISODE_WORDS,
  instant,
  OBJECTIVE_TITLES,
  percent,
  recoveryPoint,
  shareSpan,
  span,
  spanOfSeconds,
  target,
  verification,
} from './words.ts'
import { witnessSentences } from './witnesses.ts'

/** How many lost writes the report names one by one; the JSON holds more. */
const MOST_LOST_IDS = 20
/** How many episodes the report lists; the JSON holds all. */
const MOST_EPISODES = 50

/** `report.md`: the whole result for people, in GitHub Flavored Markdown. */
export function renderMarkdown(report: Report): string {
  const { drill } = report
  const place = drill.profile === null ? drill.environment : `${drill.environment} (${drill.profile})`
  const parts = [
    `# ${plain(drill.title)}`,
    `**${plain(sentence(report))}**`,
    `Scenario ${code(drill.scenario)} in ${plain(place)}, drill ${code(drill.id)}, started ${plain(drill.startedAt)}.`,
    `Hypothesis: ${plain(drill.hypothesis)}`,
    whereNote(report),
    section('Objectives', objectivesTable(report)),
    section('Reasons', list(allReasons(report).map(({ code: name, text }) => `${code(name)}: ${plain(text)}`))),
    section('Advice', list(report.objectives.flatMap(({ advice }) => (advice === undefined ? [] : [plain(advice)])))),
    section('Verification', report.verification === undefined ? '' : plain(verification(report.verification))),
    section('Measurements', measurementsTable(report), widthText(report), plain(lagNote(report))),
    section('Witnesses', list(witnessSentences(report).map(plain))),
    courseSection(report),
    runbookSection(report),
    rehearsalSection(report),
    section('Writes', writesTable(report), lostText(report)),
    expectedSection(report),
    section('Streams', streamsTable(report), plain(STREAM_COLUMNS), streamKindsList(report)),
    section('Episodes', episodesTable(report)),
    faultsSection(report),
    eventsSection(report),
    section('Validity', validityTable(report)),
    section('Assumptions', list(report.assumptions.map(plain))),
    noiseSection(report),
    environmentSection(report),
    recordSection(report),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function whereNote(report: Report): string {
  const where = whereMeasured(report)
  return where === '' ? '' : `> ${where}`
}

function objectivesTable(report: Report): string {
  return table(
    ['Objective', 'Target', 'Actual', 'Verdict'],
    report.objectives.map((objective) => [
      OBJECTIVE_TITLES[objective.name],
      plain(target(objective)),
      plain(`${actual(objective, report)}${objective.judgedOn === 'downtime' ? ' (downtime)' : ''}`),
      objective.verdict,
    ]),
  )
}

function measurementsTable(report: Report): string {
  const { measurements: m } = report
  const onWrites = judgedOnWrites(report)
  const rows: [string, string][] = [
    ['Fault', instant(m.fault)],
    ['Onset of the outage', instant(m.onset)],
    ['First recovery', instant(m.firstRecovery)],
    ['Stable recovery (judged)', instant(m.recovery)],
    ['RTA', span(m.rtaMs)],
    ['Downtime', span(m.downtimeMs)],
    ['RPA', `${recoveryPoint(m)}${onWrites === '' ? '' : ` (${onWrites})`}`],
    ...further(m),
    ['Failed again after recovery', count(m.flaps)],
    ['Stale reads', staleReads(m) === '' ? countSpan(m.staleReads) : staleReads(m)],
    ['Judged on stream', m.judgedStream ?? 'none'],
  ]
  if (m.serviceTimeMs !== null) rows.push(['While up, the service answers within', atMost(m.serviceTimeMs)])
  if (m.noOutageLongerThanMs !== null) rows.push(['No outage longer than', atMost(m.noOutageLongerThanMs)])
  return table(
    ['Measurement', 'Value'],
    rows.map(([name, value]) => [name, plain(value)]),
  )
}

/** What not every drill measures; it is left out where it is unknown. */
function further(m: Report['measurements']): [string, string][] {
  const known = (name: string, interval: Report['measurements']['rtaMs'], text: string): [string, string][] =>
    interval.lo === null && interval.hi === null ? [] : [[name, text]]
  return [
    ...known('Loss window', m.lossWindowSeconds, spanOfSeconds(m.lossWindowSeconds)),
    ...known('Time to detect', m.timeToDetectMs, span(m.timeToDetectMs)),
    ...known('Time to steady state', m.timeToSteadyStateMs, steadyState(m)),
    ...known('Time to redundancy', m.timeToRedundancyMs, span(m.timeToRedundancyMs)),
    ...known('Latency p99 after recovery', m.latencyP99Ms, span(m.latencyP99Ms)),
    ...known('Good probes since the fault', m.availability, shareSpan(m.availability)),
    ...known('Age of the stalest read', m.stalenessMs, span(m.stalenessMs)),
  ]
}

function steadyState(m: Report['measurements']): string {
  const open = steadyStateOpen(m)
  return `${span(m.timeToSteadyStateMs)}${open === '' ? '' : ` (${open})`}`
}

function streamKindsList(report: Report): string {
  return list(streamKinds(report).map(({ names, text }) => `${names.map(code).join(', ')}: ${plain(text)}`))
}

function widthText({ measurements }: Report): string {
  const [widest] = measurements.width
  if (widest === undefined) return ''
  const terms = measurements.width.map(({ term, ms }) => `${plain(term)} ${plain(atMost(ms))}`)
  return `Where the width of the RTA comes from: ${terms.join(', ')}. The ${plain(widest.term)} dominates.`
}

function writesTable({ measurements: { writes: w } }: Report): string {
  const rows: [string, number | null][] = [
    ['Attempted', w.attempted],
    ['Acknowledged', w.acknowledged],
    ['Definitely failed', w.failed],
    ['Indeterminate', w.indeterminate],
    ['Lost: acknowledged, and not in the final read', w.lost],
    ['Lost, if every indeterminate write that vanished counts', w.lostPessimistic],
    ['Indeterminate and survived', w.indeterminateSurvived],
    ['Indeterminate and vanished', w.indeterminateVanished],
    ['Holes: survivors younger than a lost write', w.holes],
    ['Seen by a read, then lost', w.seenThenLost],
    ['Phantoms: in the final read, never attempted', w.phantoms],
    ['Classified as failed, but applied', w.abortedButApplied],
    ['Duplicates', w.duplicates],
    ['Named by an answer, never attempted', w.corrupt],
    ['Acknowledged by a deposed primary, at least', w.zombies],
  ]
  return table(
    ['Writes', 'Count'],
    rows.map(([name, value]) => [name, count(value)]),
  )
}

function lostText({ measurements: { writes } }: Report): string {
  if (writes.lostIds.length === 0) return ''
  const shown = writes.lostIds.slice(0, MOST_LOST_IDS).map(({ writer, seq }) => code(`${writer}/${seq}`))
  const truncated = writes.truncated || writes.lostIds.length > MOST_LOST_IDS
  return `Lost writes, oldest first: ${shown.join(', ')}${truncated ? ', ... (truncated)' : ''}.`
}

function streamsTable({ streams }: Report): string {
  return table(
    ['Stream', 'Source', 'Judged', 'RTA', 'Downtime', 'Bad', 'Bad in the baseline', 'Below 50 / 90 / 99 %'],
    streams.map((stream) => [
      code(stream.id),
      stream.source,
      stream.judged ? 'yes' : 'no',
      plain(span(stream.rtaMs)),
      plain(span(stream.downtimeMs)),
      `${count(stream.bad)} of ${count(stream.operations)}`,
      plain(`${percent(stream.baselineBadShare)} of ${count(stream.baselineOperations)}`),
      plain(Object.values(stream.belowMs).map(atMost).join(' / ')),
    ]),
  )
}

function episodesTable({ episodes }: Report): string {
  const rows = episodes
    .slice(0, MOST_EPISODES)
    .map((episode) => [
      code(episode.stream),
      plain(instant(episode.onset)),
      plain(instant(episode.recovery)),
      count(episode.badProbes),
      EPISODE_WORDS[episode.kind],
    ])
  const note = episodes.length > MOST_EPISODES ? `\n\n${MOST_EPISODES} of ${count(episodes.length)} (truncated).` : ''
  return `${table(['Stream', 'Onset', 'Recovery', 'Bad probes', 'Kind'], rows)}${note}`
}

function validityTable({ validity }: Report): string {
  return table(
    ['Condition', 'Holds', 'Seen'],
    validity.map(({ name, holds, text }) => [plain(name), holds ? 'yes' : '**no**', plain(text)]),
  )
}
