import { relative } from 'node:path'
import type { DriftFinding, PastRun } from './drift.ts'

/** One runbook, held against the records. */
export interface DriftedRunbook {
  /** Absolute path. */
  readonly file: string
  readonly runs: readonly PastRun[]
  readonly findings: readonly DriftFinding[]
}

/** All runbooks for people; those that have not drifted are told with what proves them. Paths are relative to `cwd`. */
export function renderDrift(runbooks: readonly DriftedRunbook[], cwd: string): string {
  const lines = runbooks.flatMap(({ file, runs, findings }) => {
    const name = relative(cwd, file)
    const last = runs.find(({ passed }) => passed)
    if (findings.length === 0) return [`${name}: no drift, last passed in ${last?.record ?? 'no drill'}`]
    return findings.map(({ line, kind, text, remedy }) => `${name}:${line}: ${kind}: ${text}\n    ${remedy}`)
  })
  const drifted = runbooks.filter(({ findings }) => findings.length > 0).length
  const counted = `${runbooks.length} ${runbooks.length === 1 ? 'runbook' : 'runbooks'}`
  return `${[...lines, `${counted}, ${drifted === 0 ? 'no drift' : `${drifted} drifted`}`].join('\n')}\n`
}

/** The same for programs. */
export function renderDriftJson(runbooks: readonly DriftedRunbook[], maxAgeMs: number, cwd: string): string {
  const list = runbooks.map(({ file, runs, findings }) => {
    const last = runs.find(({ passed }) => passed)
    return {
      file: relative(cwd, file),
      executions: runs.length,
      lastPassed: last === undefined ? null : { record: last.record, at: new Date(last.atMs).toISOString() },
      findings: findings.map((finding) => ({ rule: 'RB065', ...finding })),
    }
  })
  return `${JSON.stringify({ schemaVersion: 1, maxAgeMs, runbooks: list }, null, 2)}\n`
}
