import { formatMs } from '../../model/duration.ts'
import type { Interval } from '../../model/interval.ts'
import type { Report } from '../schema.ts'
import { sentence } from '../sentence.ts'
import { judgedOnWrites, lagNote, longestLeg, steadyStateOpen } from '../explain.ts'
import { allReasons, atMost, count, HEADLINE, recoveryPoint, shareSpan, span } from '../words.ts'
import { html, type Content, type Markup } from './markup.ts'
import { badge, code, list } from './parts.ts'

/** What was drilled, where and by whom. */
export function identity({ drill, ci }: Report): Markup {
  const rows: [string, Content][] = [
    ['Scenario', code(drill.scenario)],
    ['Environment', place(drill)],
    ['Started', when(drill.startedAt)],
    ['Took', took(drill)],
    ['Operator', drill.operator],
    ['Drill', code(drill.id)],
  ]
  if (ci !== undefined) rows.push(['CI run', ci.runUrl])
  return html`<dl class="meta">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}

/** The verdict in a sentence, what it rests on, and what to do about it. */
export function verdictBanner(report: Report): Markup {
  const reasons = list([
    ...allReasons(report).map(({ code: name, text }) => html`${text} <span class="soft small">${code(name)}</span>`),
    ...[longestLeg(report), lagNote(report)].filter((text) => text !== ''),
  ])
  const advice = list(report.objectives.flatMap((objective) => objective.advice ?? []))
  return html`<section id="verdict" class="verdict ${report.verdict}" aria-label="Verdict">
    ${badge(report.verdict, 'large')}
    <p class="sentence">${findings(report)}</p>
    ${
      reasons !== undefined &&
      html`<h3>${report.verdict === 'pass' ? 'To be known' : 'Why'}</h3>
        ${reasons}`
    }
    ${
      advice !== undefined &&
      html`<h3>So that the next run can conclude</h3>
        ${advice}`
    }
  </section>`
}

/** The figures that people ask for first. */
export function keyFigures(report: Report): Markup {
  const { measurements: m } = report
  const { writes } = m
  const lossKnown = writes.lost !== null
  const tiles: { name: string; value: string; note: string; alarm?: boolean }[] = [
    { name: 'Recovery time actual (RTA)', value: rta(m), note: 'from the fault until stably recovered' },
    { name: 'Downtime', value: span(m.downtimeMs), note: 'from the first to the last failing client' },
    {
      name: 'Acknowledged writes lost',
      value: count(writes.lost),
      note: lossKnown ? `of ${count(writes.acknowledged)} acknowledged` : 'no final read proves it either way',
      alarm: (writes.lost ?? 0) > 0,
    },
    { name: 'Recovery point actual (RPA)', value: recoveryPoint(m), note: rpaNote(report) },
    ...furtherFigures(m),
  ]
  return html`<dl class="tiles">
    ${tiles.map(
      ({ name, value, note, alarm = false }) =>
        html`<div><dt>${name}</dt><dd${alarm && html` class="alarm"`}>${value}</dd><dd class="note">${note}</dd></div>`,
    )}
  </dl>`
}

/** What is known of the further measurements; what is not known is left out. */
function furtherFigures(m: Report['measurements']): { name: string; value: string; note: string }[] {
  const known = ({ lo, hi }: Interval) => lo !== null || hi !== null
  return [
    ...(known(m.timeToDetectMs)
      ? [
          {
            name: 'Time to detect',
            value: span(m.timeToDetectMs),
            note: 'until the system itself knew; its leg below is the upper end',
          },
        ]
      : []),
    ...(known(m.availability)
      ? [{ name: 'Availability', value: shareSpan(m.availability), note: 'good probes from the fault on' }]
      : []),
    ...(known(m.timeToSteadyStateMs)
      ? [{ name: 'Time to steady state', value: span(m.timeToSteadyStateMs), note: steadyNote(m) }]
      : []),
    ...(known(m.timeToRedundancyMs)
      ? [{ name: 'Time to redundancy', value: span(m.timeToRedundancyMs), note: 'until it had its shape again' }]
      : []),
  ]
}

function rpaNote(report: Report): string {
  return ['how far back the data goes', judgedOnWrites(report)].filter((part) => part !== '').join('; ')
}

function steadyNote(m: Report['measurements']): string {
  return ['until as fast as before', steadyStateOpen(m)].filter((part) => part !== '').join(': ')
}

function rta({ rtaMs, noOutageLongerThanMs }: Report['measurements']): string {
  return noOutageLongerThanMs === null ? span(rtaMs) : `no outage over ${atMost(noOutageLongerThanMs)}`
}

/** Environment and profile, as they are typed. */
export function place({ environment, profile }: Report['drill']): string {
  return profile === null ? environment : `${environment}:${profile}`
}

/** An instant of the wall clock for people; the zone is always UTC. */
export function when(iso: string): Markup {
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`
}

function took({ startedAt, endedAt }: Report['drill']): string {
  if (endedAt === null) return 'its end is not recorded'
  return formatMs(Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 100) * 100)
}

/** The verdict's sentence without its first word, which the badge says. */
export function findings(report: Report): string {
  const text = sentence(report).slice(HEADLINE[report.verdict].length + 2)
  return /^[a-z]+[\s,;]/.test(text) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text
}
