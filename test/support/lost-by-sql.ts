import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readEvidence } from '../../src/drill/evidence.ts'
import type { MissingWritesFile } from '../../src/drill/missing-writes.ts'
import { RecordFolder, readJson } from '../../src/drill/record.ts'
import type { ControlPlaneEvent } from '../../src/environments/environment.ts'
import { locatePostgres } from '../../src/environments/lab/postgres/binaries.ts'
import { openFork } from '../../src/environments/lab/postgres/fork.ts'
import { queryOnce } from '../../src/environments/lab/postgres/sql.ts'
import { OUTCOMES } from '../../src/model/operation.ts'
import type { Interval } from '../../src/model/interval.ts'
import type { Report } from '../../src/report/schema.ts'
import { sinceOrigin } from '../../src/system/clock.ts'

/** What a person would find who opens the dead primary's data and compares it with what the survivor holds. */
export interface SqlComparison {
  /** In the fork, not with the survivor, acknowledged: `writer/seq`, sorted. */
  readonly lost: readonly string[]
  /** In the fork, not with the survivor, never acknowledged. */
  readonly others: readonly string[]
}

/**
 * Finds the lost writes of a record by SQL, without the product's own way of counting.
 *
 * @param workFolder - for the forked data; the parent must be there
 */
export async function compareBySql(record: string, workFolder: string): Promise<SqlComparison> {
  const { finalReads, operations, streams } = await readEvidence(new RecordFolder(record))
  const survivor = finalReads.find(({ role }) => role === 'writer')?.writes ?? new Map<string, Uint32Array>()
  const kept = [...survivor].flatMap(([writer, seqs]) => Array.from(seqs, (seq) => ({ writer, seq })))

  const forks = join(record, 'environment', 'forks')
  const [archive, ...more] = readdirSync(forks)
  if (archive === undefined || more.length > 0) throw new Error(`one fork was expected in ${forks}`)
  const fork = await openFork(await locatePostgres(), join(forks, archive), workFolder)
  let onlyInFork: readonly { writer: string; seq: string }[]
  try {
    onlyInFork = await queryOnce(
      fork.url('shop'),
      `select writer, seq from orders
       except
       select writer, seq from unnest($1::text[], $2::bigint[]) as kept (writer, seq)`,
      [kept.map(({ writer }) => writer), kept.map(({ seq }) => seq)],
      20_000,
    )
  } finally {
    await fork.dispose()
  }

  const acknowledged = new Set<string>()
  for (let row = 0; row < operations.length; row++) {
    const stream = streams[operations.stream[row] ?? 0]
    if (stream?.kind !== 'write' || OUTCOMES[operations.outcome[row] ?? 0] !== 'ok') continue
    acknowledged.add(`${stream.writer}/${operations.seq[row]}`)
  }
  const ids = onlyInFork.map(({ writer, seq }) => `${writer}/${seq}`).sort()
  return { lost: ids.filter((id) => acknowledged.has(id)), others: ids.filter((id) => !acknowledged.has(id)) }
}

/**
 * How many writes of a writer only the deposed primary holds that it took after its successor had acknowledged for the
 * first time, by the databases' own clock.
 *
 * @param slackMs - by how much the two instants may be apart
 * @returns at most so many, at least so many
 */
export async function inForkAfter(
  record: string,
  workFolder: string,
  writer: string,
  slackMs: number,
): Promise<readonly [early: number, late: number]> {
  const { operations, streams, origin, finalReads } = await readEvidence(new RecordFolder(record))
  const kept = new Set(finalReads.find(({ role }) => role === 'writer')?.writes.get(writer))
  let firstNs = Infinity
  for (let row = 0; row < operations.length; row++) {
    const database = operations.labels[operations.database?.[row] ?? 0] ?? ''
    const acknowledged =
      streams[operations.stream[row] ?? 0]?.kind === 'write' && OUTCOMES[operations.outcome[row] ?? 0] === 'ok'
    if (acknowledged && database.endsWith('/2')) firstNs = Math.min(firstNs, operations.completedNs[row] ?? Infinity)
  }
  const forks = join(record, 'environment', 'forks')
  const fork = await openFork(await locatePostgres(), join(forks, readdirSync(forks)[0] ?? ''), workFolder)
  try {
    const rows = await queryOnce<{ seq: string; ms: number }>(
      fork.url('shop'),
      'select seq, extract(epoch from at)::float8 * 1000 as ms from orders where writer = $1',
      [writer],
      20_000,
    )
    const sinceMs = origin.wallMs + firstNs / 1e6
    const after = (slack: number): number =>
      rows.filter(({ seq, ms }) => !kept.has(Number(seq)) && ms > sinceMs + slack).length
    return [after(-slackMs), after(slackMs)]
  } finally {
    await fork.dispose()
  }
}

/** The missing writes that a record names, one id each: `writer/seq`, sorted. */
export function missingIn(record: string): {
  readonly lost: readonly string[]
  readonly indeterminate: readonly string[]
} {
  const { writers } = readJson<MissingWritesFile>(new RecordFolder(record).missingWrites)
  const idsOf = (kind: 'lost' | 'indeterminate'): string[] =>
    writers
      .flatMap((missing) =>
        missing[kind].flatMap(([first, last]) =>
          Array.from({ length: last - first + 1 }, (_, index) => `${missing.writer}/${first + index}`),
        ),
      )
      .sort()
  return { lost: idsOf('lost'), indeterminate: idsOf('indeterminate') }
}

/**
 * How far the standby was behind at the fault, as its own SQL told shortly before: the age of its newest transaction,
 * aged from the sample to the fault. Seconds.
 */
export function lagAtFault(record: string, report: Report): Interval & { lo: number; hi: number } {
  const folder = new RecordFolder(record)
  const { origin } = readJson<{ origin: Parameters<typeof sinceOrigin>[0] }>(folder.plan)
  const sample = readJson<ControlPlaneEvent[]>(folder.events).find(({ kind }) => kind === 'replication-lag')
  const ageMs = sample?.figures?.['replayedAgeMs']
  const fault = report.faults.find(({ startsClock }) => startsClock)
  if (sample === undefined || ageMs === undefined) throw new Error('the record holds no sample of the lag')
  if (fault === undefined || fault.askedMs === null || fault.returnedMs === null) throw new Error('there was no fault')
  const takenMs = { from: sinceOrigin(origin, sample.fromNs) / 1e6, to: sinceOrigin(origin, sample.toNs) / 1e6 }
  if (takenMs.to > fault.askedMs) throw new Error('the lag was sampled after the fault')
  return {
    lo: (ageMs + fault.askedMs - takenMs.to) / 1_000,
    hi: (ageMs + fault.returnedMs - takenMs.from) / 1_000,
  }
}
