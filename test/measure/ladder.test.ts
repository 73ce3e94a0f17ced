import { expect } from 'chai'
import { ladderOf } from '../../src/measure/ladder.ts'
import { outageOf } from '../../src/measure/outage.ts'
import type { Rung } from '../../src/model/operation.ts'
import { config, MS, probes } from './drill.ts'

const BASELINE = { fromNs: 0, toNs: 1_000 * MS }
const climbed = (rung: Rung | undefined, pattern: string) =>
  outageOf(
    probes(pattern, { id: rung ?? 'none', judged: false, ...(rung === undefined ? {} : { rung }) }),
    config(),
    BASELINE,
    1_000 * MS,
  )

describe('ladderOf', () => {
  const up = '.'.repeat(100)
  const down = `${'.'.repeat(55)}${'x'.repeat(10)}${'.'.repeat(35)}`

  it('lists the rungs from below, each with its own outage', () => {
    const ladder = ladderOf([climbed('write', down), climbed(undefined, down), climbed('connect', up)])
    expect(ladder.map(({ rung, failed }) => [rung, failed])).to.deep.equal([
      ['connect', false],
      ['write', true],
    ])
    expect(ladder[0]?.recovery).to.deep.equal({ lo: null, hi: null })
  })

  it('takes the last good run though it was too short to prove a level', () => {
    const [rung] = ladderOf([climbed('write', down)])
    // First bad probe at 1100 ms; the first good one again at 1300 ms, answered after 5.
    expect(rung?.onset.lo).to.equal(1_080)
    expect(rung?.recovery.hi).to.equal(1_305)
  })
})
