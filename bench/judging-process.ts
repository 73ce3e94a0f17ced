import { rmSync } from 'node:fs'
import { HistoryWriter } from '../src/history/history-writer.ts'
import { readHistory } from '../src/history/read-history.ts'
import { presentIn } from '../src/measure/final-read.ts'
import { judge } from '../src/measure/judge.ts'
import { countWrites } from '../src/measure/loss.ts'
import { ACKNOWLEDGED, type WriterLedger } from '../src/measure/write-ledger.ts'
import type { OperationTable } from '../src/model/operation.ts'
import { config, evidence, finalRead, injection, stream } from '../test/measure/drill.ts'

/** What a fresh process took for one task. */
export interface Judged {
  readonly ms: number
  /** On the processor: on a busy machine less than {@link ms}. */
  readonly cpuMs: number
  /** The most that was resident, in bytes; everything that the task was given included. */
  readonly peakBytes: number
  readonly found: string
}

/** How far two writes are apart, in nanoseconds; and one in so many is lost. */
const [APART_NS, TOOK_NS, LOST_EVERY] = [1e6, 4e6, 100_000]

type Timed = Omit<Judged, 'peakBytes'>

/** The tasks, by name; each is timed in a process of its own. */
const TASKS: Readonly<Record<string, (writes: number, path: string) => Promise<Timed>>> = {
  /** Acknowledged writes held against the final read: what a verdict on loss costs. */
  'count-writes': async (writes) => {
    const ledger = ledgerOf(writes)
    const read = survivors(writes)
    return timed(() => {
      const { counts } = countWrites([ledger], presentIn(read, [stream()]), NO_OUTAGE)
      return `${String(counts.lost)} of ${counts.acknowledged} lost`
    })
  },
  /** The same history as one stream of probes: episodes, edges, all of it. */
  judge: async (writes) => {
    const given = evidence(
      {
        plans: [],
        streams: [stream({ intervalMs: APART_NS / 1e6 })],
        operations: tableOf(writes),
        config: config({ windowProbes: 100 }),
        baseline: { fromNs: 0, toNs: (writes * APART_NS) / 2 },
        observedUntilNs: writes * APART_NS + 1e9,
        injections: [injection({ askedNs: (writes * APART_NS) / 2, returnedNs: (writes * APART_NS) / 2 + 1e6 })],
      },
      () => survivors(writes),
    )
    return timed(() => `${String(judge(given).measurements.writes.lost)} of ${writes} lost`)
  },
  /** Reading a history back from disk. */
  load: async (writes, path) => {
    writeHistory(writes, path)
    try {
      return await timed(async () => `${(await readHistory(path)).table.length} operations`)
    } finally {
      rmSync(path)
    }
  },
}

const NO_OUTAGE = { lastGoodNs: undefined, firstBadNs: undefined }

async function timed(task: () => string | Promise<string>): Promise<Timed> {
  const startCpu = process.cpuUsage()
  const start = performance.now()
  const found = await task()
  const { user, system } = process.cpuUsage(startCpu)
  return { ms: performance.now() - start, cpuMs: (user + system) / 1_000, found }
}

function ledgerOf(writes: number): WriterLedger {
  const sentNs = new Float64Array(writes)
  for (let seq = 0; seq < writes; seq++) sentNs[seq] = seq * APART_NS
  return {
    writer: stream().writer,
    outcome: new Uint8Array(writes).fill(ACKNOWLEDGED),
    sentNs,
    tookNs: new Float32Array(writes).fill(TOOK_NS),
    clockErrorNs: 0,
  }
}

function tableOf(writes: number): OperationTable {
  const seq = new Uint32Array(writes)
  const scheduledNs = new Float64Array(writes)
  for (let row = 0; row < writes; row++) {
    seq[row] = row
    scheduledNs[row] = row * APART_NS
  }
  return {
    length: writes,
    stream: new Uint16Array(writes),
    seq,
    scheduledNs,
    sentNs: scheduledNs,
    completedNs: scheduledNs.map((ns) => ns + TOOK_NS),
    outcome: new Uint8Array(writes),
    errorClass: new Uint16Array(writes),
    servedBy: new Uint16Array(writes),
    labels: [''],
  }
}

function survivors(writes: number) {
  const held = new Uint32Array(writes - Math.floor(writes / LOST_EVERY))
  for (let seq = 0, i = 0; i < held.length; seq++) if (seq % LOST_EVERY !== LOST_EVERY - 1) held[i++] = seq
  const read = finalRead({})
  return { ...read, writes: new Map([[stream().writer, held]]) }
}

function writeHistory(operations: number, path: string): void {
  // As reads, which wait in memory: this is not about how they are written.
  const origin = { monotonicNs: '0', wallMs: 0, bootId: 'bench' }
  const writer = HistoryWriter.create(path, { origin, streams: [stream({ kind: 'read' })] })
  for (let seq = 0; seq < operations; seq++) {
    writer.intent(0, seq, seq * APART_NS, seq * APART_NS + 123_456)
    writer.outcome(0, seq, seq * APART_NS + TOOK_NS, 'ok', '', 'service-a-1')
  }
  writer.end(operations * APART_NS)
  writer.close()
}

const [task = '', writes = '', path = ''] = process.argv.slice(2)
const result = await TASKS[task]?.(Number(writes), path)
const judged = { ...result, peakBytes: process.resourceUsage().maxRSS * 1_024 }
process.stdout.write(`${JSON.stringify(judged)}\n`)
