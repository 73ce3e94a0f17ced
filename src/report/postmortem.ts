import { formatMs } from '../model/duration.ts'
import { code, list, plain, section, table } from './gfm.ts'
import { againstStated } from './rehearsal-words.ts'
import type { Report } from './schema.ts'
import { sentence } from './sentence.ts'
import { actual, OBJECTIVE_TITLES, recoveryPoint, seconds, span, target } from './words.ts'

/** What an act is called in a timeline; what only serves the count is not in it. */
const ACTS: Readonly<Partial<Record<NonNullable<Report['rehearsal']>['acts'][number]['act'], string>>> = {
  paged: 'alarm',
  acknowledged: 'acknowledged',
  hint: 'asked for a hint',
  opened: 'asked for the steps',
  ran: 'ran the change',
  'by-hand': 'made the change by hand',
  skipped: 'skipped the change',
  'in-force': 'the change is in force',
  decided: 'decided',
  ticked: 'done outside the machine',
  again: 'looked again',
  overruled: 'went on over a check',
  declared: 'declared it over',
  'gave-up': 'gave up',
}

/** A moment of the timeline, in milliseconds since the drill's start. */
interface Entry {
  readonly atMs: number
  readonly who: string
  readonly what: string
}

/**
 * The draft of a postmortem after a rehearsal: what the machine knows is written, what people know is asked for. It counts
 * from the fault, as the recovery time does.
 *
 * @returns undefined for a drill without a person in it
 */
export function renderPostmortem(report: Report): string | undefined {
  const { rehearsal, drill, measurements, runbook } = report
  if (rehearsal === undefined) return undefined
  const parts = [
    `# Postmortem (draft): ${plain(drill.title)}`,
    `A rehearsal${rehearsal.blind ? ', blind' : ''}: drill ${code(drill.id)} of ${plain(drill.startedAt)} in ${plain(drill.backend ?? drill.environment)}. Written by Blackstart; complete what stands in brackets.`,
    section('Summary', plain(sentence(report)), '[What happened, in two sentences, for somebody who was not there.]'),
    section(
      'Impact',
      table(
        ['Objective', 'Target', 'Actual', 'Verdict'],
        report.objectives.map((objective) => [
          OBJECTIVE_TITLES[objective.name],
          plain(target(objective)),
          plain(actual(objective, report)),
          objective.verdict,
        ]),
      ),
      list([
        `Clients were not served for ${plain(span(measurements.downtimeMs))}`,
        `Acknowledged writes lost: ${measurements.writes.lost ?? 'not measured'}; recovery point ${plain(recoveryPoint(measurements))}`,
      ]),
    ),
    section('Timeline', timelineTable(report)),
    section('What went well', list(wentWell(report).map(plain)), '[What would you do again?]'),
    section(
      'What did not',
      list(rehearsal.slips.map(({ text }) => plain(text))),
      '[Where did you hesitate, and what did you lack?]',
    ),
    section(
      'What to change',
      list([...corrections(report).map((text) => `[ ] ${plain(text)}`), '[ ] [Owner: action]']),
    ),
    runbook === undefined ? '' : `Runbook: ${code(runbook.file)}, SHA-256 ${code(runbook.sha256)}.`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function timelineTable(report: Report): string {
  const zeroMs = report.measurements.fault.lo ?? 0
  return table(
    ['T+', 'Who', 'What'],
    timelineOf(report).map(({ atMs, who, what }) => [seconds(atMs - zeroMs), plain(who), plain(what)]),
  )
}

/** Everything between the fault and the end of the rehearsal, in the order of time. */
function timelineOf({ rehearsal, faults, events, measurements }: Report): Entry[] {
  const { onset, recovery, fault } = measurements
  const acts = (rehearsal?.acts ?? []).flatMap(({ act, text, step, atMs }): Entry[] => {
    const name = ACTS[act]
    const where = step === undefined ? '' : `step ${step}: `
    return name === undefined
      ? []
      : [{ atMs, who: act === 'paged' ? 'monitoring' : 'person', what: `${where}${name} (${text})` }]
  })
  const entries: Entry[] = [
    ...faults.flatMap(({ kind, component, askedMs }) =>
      askedMs === null ? [] : [{ atMs: askedMs, who: 'Blackstart', what: `${kind} on ${component}` }],
    ),
    ...events.flatMap(({ at, kind, component, text }) => {
      const atMs = at.hi ?? at.lo
      return atMs === null || kind === 'alarm'
        ? []
        : [{ atMs, who: 'control plane', what: `${kind} (${component}): ${text}` }]
    }),
    ...(onset.hi === null ? [] : [{ atMs: onset.hi, who: 'clients', what: 'are not served any more' }]),
    ...(recovery.hi === null ? [] : [{ atMs: recovery.hi, who: 'clients', what: 'are served again, and stay so' }]),
    ...acts,
  ]
  const fromMs = fault.lo ?? 0
  return entries.filter(({ atMs }) => atMs >= fromMs).sort((a, b) => a.atMs - b.atMs)
}

function wentWell({ rehearsal, objectives }: Report): string[] {
  const met = objectives.filter(({ verdict }) => verdict === 'pass').map(({ name }) => OBJECTIVE_TITLES[name])
  const inTime = (rehearsal?.steps ?? []).filter(({ tookMs, expectMs }) => tookMs !== null && tookMs <= expectMs)
  return [
    ...(met.length === 0 ? [] : [`met: ${met.join(', ')}`]),
    ...(inTime.length === 0
      ? []
      : [`within what the runbook states: step ${inTime.map(({ number }) => number).join(', ')}`]),
    ...(rehearsal?.hints === 0 ? ['no hint was needed'] : []),
  ]
}

/** Only a rehearsal measures people: what is stated wrong is corrected from it. */
function corrections({ rehearsal, runbook }: Report): string[] {
  const steps = (rehearsal?.steps ?? []).flatMap(({ number, tookMs, expectMs }) =>
    tookMs === null || tookMs <= expectMs
      ? []
      : [`${runbook?.file ?? 'the runbook'}: step ${number} states ${formatMs(expectMs)}; it took ${formatMs(tookMs)}`],
  )
  const waits = (rehearsal?.waits ?? []).flatMap(({ step, text, tookMs, allowedMs }) =>
    tookMs === null || tookMs <= allowedMs
      ? []
      : [`${runbook?.file ?? 'the runbook'}: step ${step}, ${text}: ${againstStated(tookMs, allowedMs)}`],
  )
  return [...steps, ...waits]
}
