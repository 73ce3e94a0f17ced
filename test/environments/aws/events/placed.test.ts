import { expect } from 'chai'
import { FarClocks } from '../../../../src/environments/aws/clients/far-clocks.ts'
import { placed } from '../../../../src/environments/aws/events/placed.ts'
import type { Sighting } from '../../../../src/environments/aws/events/sighting.ts'

/** The clock of RDS shows this when ours shows 0; it was asked at instants of ours that narrow it to some 20 ms. */
const AHEAD_MS = Date.parse('2026-11-21T10:00:00Z')
const BEGAN = { ns: String(60_000e6), wallMs: AHEAD_MS + 60_000 }
const LOOK = { beforeNs: String(69_000e6), seenNs: String(70_000e6) }

function heard(): FarClocks {
  const clocks = new FarClocks()
  for (let sentMs = 60_000; sentMs < 70_000; sentMs += 99) {
    const dateMs = Math.floor((AHEAD_MS + sentMs + 2) / 1_000) * 1_000
    clocks.hear('rds', { sentMs, receivedMs: sentMs + 4, dateMs })
  }
  return clocks
}

/** Dated by RDS, so long after its clock showed {@link AHEAD_MS}. */
function told(atMs: number): Sighting {
  const at = new Date(AHEAD_MS + atMs)
  const source = 'rds:DescribeEvents'
  return { kind: 'promoted', component: 'orders', text: 'done', source, at: { from: at, to: at } }
}

const inMs = (event: { readonly fromNs: string; readonly toNs: string } | undefined): number[] =>
  event === undefined ? [] : [event.fromNs, event.toNs].map((ns) => Number(ns) / 1e6)

describe('what AWS dates itself', () => {
  it('lies where its clock and ours have been heard to stand', () => {
    const [from = NaN, to = NaN] = inMs(placed(told(65_000), heard(), LOOK, BEGAN))
    expect(from).to.be.within(64_900, 65_000)
    expect(to).to.be.within(65_000, 65_100)
  })

  it('is never later than it was read', () => {
    const [, to] = inMs(placed(told(69_999), heard(), LOOK, BEGAN))
    expect(to).to.equal(70_000)
  })

  it('is left out when it was before the drill', () => {
    expect(placed(told(59_000), heard(), LOOK, BEGAN)).to.equal(undefined)
    expect(placed(told(59_000), new FarClocks(), LOOK, BEGAN)).to.equal(undefined)
  })

  it('attributes nothing where its clock was never heard, or by its word it has not happened yet', () => {
    for (const event of [
      placed(told(65_000), new FarClocks(), LOOK, BEGAN),
      placed(told(72_000), heard(), LOOK, BEGAN),
    ]) {
      expect(event).to.deep.include({ kind: 'undated', fromNs: BEGAN.ns, toNs: LOOK.seenNs })
      expect(event?.text).to.match(/done \(at 2026-11-21T10:01:.*by a clock of which too little is known/)
    }
  })

  it('is heard all the same when it is an alarm, for people recover by it', () => {
    const alarm = { ...told(65_000), kind: 'alarm', alert: 'OrdersFailing' }
    expect(placed(alarm, new FarClocks(), LOOK, BEGAN)?.kind).to.equal('alarm')
  })
})

describe('what AWS does not date', () => {
  it('happened between the look that did not see it and the one that did', () => {
    const { at: _undated, ...seen } = told(65_000)
    expect(inMs(placed(seen, heard(), LOOK, BEGAN))).to.deep.equal([69_000, 70_000])
  })
})
