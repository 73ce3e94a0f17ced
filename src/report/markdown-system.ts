import { code, list, plain, section, table } from './gfm.ts'
import type { Report } from './schema.ts'
import { count, instant, seconds } from './words.ts'

/** What was done to the system, with its proof and its undo. */
export function faultsSection({ faults, observation }: Report): string {
  return section(
    'Faults',
    observation === undefined ? '' : `Not caused by Blackstart, which only watched: ${plain(observation.text)}.`,
    table(
      ['#', 'Fault', 'Component', 'Asked', 'Returned', 'Proof', 'Reversal', 'Undone'],
      faults.map((fault) => [
        `${fault.injectionId}${fault.startsClock ? ' (starts the clock)' : ''}`,
        code(fault.kind),
        code(fault.component),
        fault.askedMs === null ? 'never' : seconds(fault.askedMs),
        fault.returnedMs === null ? plain(fault.error ?? 'never') : seconds(fault.returnedMs),
        proof(fault.proof),
        plain(fault.reversal),
        undo(fault.undo),
      ]),
    ),
  )
}

function proof(evidence: Report['faults'][number]['proof']): string {
  if (evidence === null) return '**not proven**'
  return evidence.holds ? plain(evidence.text) : `**not proven**: ${plain(evidence.text)}`
}

function undo(outcome: Report['faults'][number]['undo']): string {
  if (outcome === null) return '**not verified**'
  return outcome.undone ? plain(outcome.text) : `**not verified**: ${plain(outcome.text)}`
}

/** What the control plane says that it did. */
export function eventsSection({ events }: Report): string {
  return section(
    'Control plane',
    table(
      ['At', 'Event', 'Component', 'Source', 'Text'],
      events.map(({ at, kind, component, source, text }) => [
        plain(instant(at)),
        code(kind),
        code(component),
        plain(source),
        plain(text),
      ]),
    ),
  )
}

/** Where the drill ran: a figure without it cannot be compared. */
export function environmentSection({ environment, drill, versions }: Report): string {
  const zones = environment.regions.map(({ id, zones: names }) => `${code(id)}: ${names.map(code).join(', ')}`)
  return section(
    'Environment',
    `Backend: ${drill.backend === null ? 'never stood' : code(drill.backend)}`,
    list(zones),
    table(
      ['Component', 'Role', 'Zone', 'Address'],
      environment.components.map(({ id, role, zone, address }) => [
        code(id),
        plain(role),
        zone === null ? 'outside the zones' : code(zone),
        code(address),
      ]),
    ),
    table(
      ['Fact', 'Value'],
      [...Object.entries(environment.facts), ...Object.entries(versions)].map(([name, value]) => [
        plain(name),
        plain(value),
      ]),
    ),
  )
}

/** Who drilled what, and the files that the verdict can be given from again. */
export function recordSection({ drill, files, ci }: Report): string {
  const commit =
    drill.commit === null ? 'unknown' : `${drill.commit}${drill.dirty === true ? ' with local changes' : ''}`
  return section(
    'Record',
    list([
      `Operator: ${plain(drill.operator)}`,
      `Command: ${code(drill.command)}`,
      `Commit: ${plain(commit)}`,
      `Scenario file: SHA-256 ${code(drill.scenarioSha256)}`,
      `Ended: ${plain(drill.endedAt ?? 'not recorded')}`,
      ...(ci === undefined ? [] : [`CI run: <${encodeURI(ci.runUrl)}>`]),
    ]),
    table(
      ['File', 'Bytes', 'SHA-256'],
      files.map(({ path, bytes, sha256 }) => [code(path), count(bytes), code(sha256)]),
    ),
  )
}
