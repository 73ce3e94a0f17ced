import { expect } from 'chai'
import { judge } from '../../src/measure/judge.ts'
import type { WriteCounts } from '../../src/model/judgement.ts'
import type { Outcome } from '../../src/model/operation.ts'
import { Random } from '../calibrate/random.ts'
import { evidence, finalRead, stream, type Answer, type StreamPlan } from './drill.ts'

/**
 * Every counter beside a count that shares nothing with it: plain sets and nested loops over the same drawn history, by
 * the words of the definitions. Over all histories each counter must have been more than zero.
 */

interface Write {
  readonly seq: number
  readonly sentMs: number
  readonly doneMs: number
  readonly outcome: Outcome
  readonly epoch: number
}

interface Read {
  readonly sentMs: number
  readonly doneMs: number
  readonly value: number
}

type Counts = Omit<WriteCounts, 'lostIds' | 'truncated'> & { readonly stale: number; readonly maybeStale: number }

const DOWN = { from: 10_130, to: 12_000 }
/** Sending of the last good probe before the outage. */
const LAST_GOOD_MS = 10_120

interface Drawn {
  readonly plans: readonly StreamPlan[]
  /** Filled while a table is made from the plans. */
  readonly writes: readonly Write[]
  readonly reads: readonly Read[]
  /** Whether the final read holds a write. */
  readonly keep: (write: Write) => boolean
}

function drawn(seed: number): Drawn {
  const random = new Random(seed)
  const writes: Write[] = []
  const reads: Read[] = []
  const lag = random.whole(0, 400)
  const write: StreamPlan['answer'] = (ms, seq) => {
    const tookMs = random.whole(2, 40)
    const answer = answerOf(ms, tookMs, random)
    if (answer.outcome !== 'shed') {
      const epoch = Number(/\d+$/.exec(answer.database ?? '')?.[0] ?? 0)
      writes.push({ seq, sentMs: ms, doneMs: ms + tookMs, outcome: answer.outcome, epoch })
    }
    return answer
  }
  const read: StreamPlan['answer'] = (ms) => {
    const [sentMs, tookMs] = [ms + 3, random.whole(1, 30)]
    if (ms >= DOWN.from && ms < DOWN.to) return { outcome: 'info', sentMs, tookMs: 1_000 }
    const newest = Math.floor((ms - random.whole(0, 60)) / 20)
    const drawn = random.chance(0.01) ? newest + random.whole(0, 30) : random.chance(0.02) ? -1 : newest
    const value = Math.max(-1, drawn)
    reads.push({ sentMs, doneMs: sentMs + tookMs, value })
    return { outcome: 'ok', sentMs, tookMs, value }
  }
  const plans = [
    { info: stream({ id: 'w' }), untilMs: 20_000, answer: write },
    { info: stream({ id: 'r', kind: 'read', writer: 'w', judged: false }), untilMs: 20_000, answer: read },
  ]
  // What the standby lacks: the newest writes before the outage, a few in the middle, and some of what was in doubt.
  const keep = (each: Write): boolean =>
    each.outcome === 'ok'
      ? !(each.sentMs < DOWN.from && each.doneMs > DOWN.from - lag) && !random.chance(0.002)
      : each.outcome === 'fail'
        ? random.chance(0.01)
        : random.chance(0.4)
  return { plans, writes, reads, keep }
}

function answerOf(ms: number, tookMs: number, random: Random): Answer {
  if (random.chance(0.01)) return { outcome: 'shed' }
  const deposed = ms > DOWN.to && ms < DOWN.to + 1_000 && random.chance(0.1)
  const database = ms < DOWN.from || deposed ? 'db-a/1' : 'db-b/2'
  if (ms >= DOWN.from && ms < DOWN.to)
    return random.chance(0.5) ? { outcome: 'fail', tookMs } : { outcome: 'info', tookMs }
  return random.chance(0.004)
    ? { outcome: 'wrong', tookMs, errorClass: 'wrong-echo' }
    : { outcome: 'ok', tookMs, database }
}

function countBySets(writes: readonly Write[], reads: readonly Read[], final: readonly number[]): Counts {
  const present = new Set(final)
  const of = (...outcomes: Outcome[]): Write[] => writes.filter(({ outcome }) => outcomes.includes(outcome))
  const [acknowledged, failed, unsure] = [of('ok'), of('fail'), of('info', 'wrong')]
  const gone = ({ seq }: Write): boolean => !present.has(seq)
  const lost = acknowledged.filter(gone)
  const keptBeforeOnset = acknowledged.filter((each) => !gone(each) && each.doneMs <= LAST_GOOD_MS)
  const newestKept = Math.max(-Infinity, ...keptBeforeOnset.map(({ sentMs }) => sentMs))
  const attempted = new Set(writes.map(({ seq }) => seq))
  const known = (read: Read): Write | undefined =>
    writes.find(({ seq, sentMs }) => seq === read.value && sentMs <= read.doneMs)
  const newerThan = (read: Read, beforeMs: number): boolean =>
    acknowledged.some(({ seq, doneMs }) => seq > read.value && doneMs < beforeMs)
  const successor = Math.min(...acknowledged.flatMap(({ epoch, doneMs }) => (epoch === 2 ? [doneMs] : [])))
  const stale = reads.filter((read) => newerThan(read, read.sentMs)).length
  return {
    attempted: writes.length,
    acknowledged: acknowledged.length,
    failed: failed.length,
    indeterminate: unsure.length,
    lost: lost.length,
    lostPessimistic: lost.length + unsure.filter(gone).length,
    indeterminateSurvived: unsure.length - unsure.filter(gone).length,
    indeterminateVanished: unsure.filter(gone).length,
    holes: lost.filter(({ doneMs }) => doneMs < newestKept).length,
    seenThenLost: new Set(
      reads.filter((read) => known(read) !== undefined && !present.has(read.value)).map(({ value }) => value),
    ).size,
    phantoms: [...present].filter((seq) => !attempted.has(seq)).length,
    abortedButApplied: failed.filter((each) => !gone(each)).length,
    duplicates: final.length - present.size,
    corrupt:
      reads.filter((read) => read.value >= 0 && known(read) === undefined).length +
      writes.filter(({ outcome }) => outcome === 'wrong').length,
    zombies: acknowledged.filter(({ epoch, sentMs }) => epoch === 1 && sentMs > successor).length,
    stale,
    maybeStale: reads.filter((read) => newerThan(read, read.doneMs)).length,
  }
}

describe('every counter, beside an independent count', () => {
  const total: Record<string, number> = {}

  for (let seed = 1; seed <= 40; seed++) {
    it(`agrees in drawn history ${seed}`, () => {
      const random = new Random(seed + 1_000)
      const { plans, writes, reads, keep } = drawn(seed)
      // Drawn while the table is built, so the final read can only be made after it.
      const drill = evidence({ plans }, () => {
        const seqs = writes.filter(keep).map(({ seq }) => seq)
        const extra = [...seqs.filter(() => random.chance(0.002)), ...(random.chance(0.3) ? [5_000, 5_001] : [])]
        return finalRead({ w: [...seqs, ...extra].sort((a, b) => a - b) })
      })
      const final = [...(drill.finalReads[0]?.writes.get('w') ?? [])]
      const { writes: counted, staleReads } = judge(drill).measurements
      const { lostIds, truncated, ...counts } = counted
      const expected = countBySets(writes, reads, final)
      const actual = { ...counts, stale: staleReads.lo, maybeStale: staleReads.hi }
      expect(actual).to.deep.equal(expected)
      expect(lostIds.length === counts.lost || truncated).to.equal(true)
      for (const [name, value] of Object.entries(expected)) total[name] = (total[name] ?? 0) + (value ?? 0)
    })
  }

  it('was not zero for any of them', () => {
    expect(Object.entries(total).filter(([, count]) => count === 0)).to.deep.equal([])
    expect(Object.keys(total)).to.have.lengthOf(17)
  })
})
