import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { RunbookEvidence } from '../../model/runbook-evidence.ts'
import type { Report } from '../../report/schema.ts'
import type { PastRun } from '../../runbook/drift/drift.ts'
import type { Transcript } from '../../runbook/execute/transcript.ts'
import { readJson } from '../record.ts'
import { shortName } from './mark.ts'

/** A {@link PastRun} of any runbook. */
export interface AnyPastRun extends PastRun {
  /** The runbook, as records name it: `runbooks/db-failover.md`. */
  readonly runbook: string
}

/**
 * Every execution of a runbook that a reports folder holds: as the recovery of a drill or a rehearsal, which clients judge,
 * and by itself, which proves nothing but its times. What cannot be read is left out.
 *
 * @returns newest first
 */
export function pastRuns(reportsFolder: string): AnyPastRun[] {
  if (!existsSync(reportsFolder)) return []
  return readdirSync(reportsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readable(() => ofDrill(reportsFolder, name) ?? ofItself(reportsFolder, name)) ?? [])
    .sort((a, b) => b.atMs - a.atMs)
}

function ofDrill(reportsFolder: string, record: string): AnyPastRun | undefined {
  const file = join(reportsFolder, record, 'report.json')
  if (!existsSync(file)) return undefined
  const { runbook, verdict, drill } = readJson<Report>(file)
  if (runbook === undefined || runbook.outcome === 'not-opened') return undefined
  return {
    runbook: runbook.file,
    record,
    atMs: Date.parse(drill.startedAt),
    sha256: runbook.sha256,
    passed: verdict === 'pass',
    stepsMs: timesOf(runbook.steps),
  }
}

function ofItself(reportsFolder: string, record: string): AnyPastRun | undefined {
  const folder = join(reportsFolder, record)
  const journal = readdirSync(folder).find((name) => name.endsWith('.journal.ndjson'))
  if (journal === undefined) return undefined
  const transcript = readJson<Transcript>(join(folder, `${basename(journal, '.journal.ndjson')}.json`))
  // Nothing was executed there.
  if (transcript.mode === 'tabletop') return undefined
  return {
    runbook: shortName(transcript.runbook),
    record,
    atMs: Date.parse(transcript.startedAt),
    sha256: transcript.sha256,
    passed: false,
    stepsMs: timesOf(transcript.steps),
  }
}

/** How long each step took: by the clock where a person was in it, and with the time that was credited where none was. */
function timesOf(steps: RunbookEvidence['steps']): Map<string, number> {
  const done = steps.filter(({ status }) => status === 'done')
  return new Map(
    done.map(({ id, beganAtMs, endedAtMs, measuredMs, creditedMs }) => {
      const passedMs = beganAtMs === null || endedAtMs === null ? 0 : endedAtMs - beganAtMs
      return [id, Math.max(passedMs, measuredMs + creditedMs)]
    }),
  )
}

function readable(read: () => AnyPastRun | undefined): AnyPastRun | undefined {
  try {
    return read()
  } catch {
    // A record that was cut off in the middle has executed nothing to its end.
    return undefined
  }
}
