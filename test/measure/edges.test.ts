import { expect } from 'chai'
import { inOrder, onsetOf, recoveryOf, type OnsetEdge, type RecoveryEdge } from '../../src/measure/edges.ts'
import { findEpisodes } from '../../src/measure/episodes.ts'
import { inMs } from '../../src/measure/units.ts'
import { MS, probes } from './drill.ts'

const UP = '.'.repeat(50)
const RULES = { episodeProbes: 3, windowProbes: 50, availability: 0.9 }

/** Edges of the only episode; the pattern begins at 1,000 ms, ℓ* = 15 ms. */
function edges(middle: string, backgroundMs = 0, blindMs = 0): { onset: OnsetEdge; recovery: RecoveryEdge } {
  const all = probes(UP + middle)
  const [stretch] = findEpisodes(all, RULES)
  if (stretch === undefined) throw new Error('there is no episode')
  const widening = { serviceTimeNs: 15 * MS, backgroundNs: backgroundMs * MS, blindNs: () => blindMs * MS }
  return { onset: onsetOf(all, stretch, widening), recovery: recoveryOf(all, stretch, widening) }
}

describe('onsetOf', () => {
  it('lies between the last good probe and ℓ* after the first bad one', () => {
    expect(inMs(edges(`xxxx${UP}`).onset.at)).to.deep.equal({ lo: 980, hi: 1_015 })
  })

  it('moves out on the late side for background errors', () => {
    expect(inMs(edges(`xxxx${UP}`, 60).onset.at)).to.deep.equal({ lo: 980, hi: 1_075 })
  })

  it('moves out on the late side by the time that the prober was blind', () => {
    expect(inMs(edges(`xxxx${UP}`, 0, 70).onset.at)).to.deep.equal({ lo: 980, hi: 1_085 })
  })

  it('is certain only from the bad run on when a bad probe stands before it', () => {
    expect(inMs(edges(`x.xxxx${UP}`).onset.at)).to.deep.equal({ lo: 980, hi: 1_055 })
  })

  it('has no early side when no probe was good before', () => {
    const all = probes(`xxxx${UP}`)
    const [stretch] = findEpisodes(all, RULES)
    if (stretch === undefined) throw new Error('there is no episode')
    expect(onsetOf(all, stretch, { serviceTimeNs: 0, backgroundNs: 0, blindNs: () => 0 }).at.lo).to.equal(null)
  })

  it('says that a shed slot decides', () => {
    expect(edges(`xxxx${UP}`).onset.slotMissing).to.equal(false)
    expect(edges(`-xxxx${UP}`).onset.slotMissing).to.equal(true)
  })
})

describe('the edges of a partial outage that a prober met which had stood still', () => {
  // Two good probes in a row can hide each edge.
  const stretch = {
    first: 50,
    surelyBegun: 50,
    surelyStill: 53,
    last: 53,
    kind: 'below-level',
    hiddenBefore: 2,
    hiddenAfter: 2,
  } as const
  const widening = { serviceTimeNs: 15 * MS, backgroundNs: 0, blindNs: () => 0 }

  it('reaches back over as many probes, however long ago they were sent', () => {
    const all = probes(`${UP}xxxx${UP}`)
    expect(inMs(onsetOf(all, stretch, widening).at).lo).to.equal(940)
    // Nothing was sent between 880 and 980 ms.
    all.sentNs.fill(880 * MS, 40, 48)
    all.sentNs.fill(980 * MS, 48, 50)
    expect(inMs(onsetOf(all, stretch, widening).at).lo).to.equal(880)
  })

  it('reaches on over as many probes, however late they were answered', () => {
    const all = probes(`${UP}xxxx${UP}`)
    expect(inMs(recoveryOf(all, stretch, widening).at).hi).to.equal(1_125)
    all.completedNs.fill(1_400 * MS, 55, 70)
    expect(inMs(recoveryOf(all, stretch, widening).at).hi).to.equal(1_400)
  })
})

describe('recoveryOf', () => {
  it('moves out on the early side alone by the time that the prober was blind', () => {
    const sharp = inMs(edges(`xxxx${UP}`).recovery.at)
    const blind = inMs(edges(`xxxx${UP}`, 0, 70).recovery.at)
    expect(blind).to.deep.equal({ lo: (sharp.lo ?? 0) - 70, hi: sharp.hi })
  })

  it('lies between the last probe that was not ok and the first good answer', () => {
    // X sent at 1,060; first good sent at 1,080, answered 5 ms later: c₁ − d − ℓ* = 1,050 is earlier than sX.
    expect(inMs(edges(`xxxx${UP}`).recovery.at)).to.deep.equal({ lo: 1_060, hi: 1_085 })
  })

  it('goes back by d + ℓ* from the first good answer where late answers were ok', () => {
    expect(inMs(edges(`ssss${UP}`).recovery.at)).to.deep.equal({ lo: 1_050, hi: 1_085 })
  })

  it('moves out on the early side only for background errors', () => {
    expect(inMs(edges(`xxxx${UP}`, 60).recovery.at)).to.deep.equal({ lo: 1_000, hi: 1_085 })
  })

  it('never inverts where the service flickers: from the bad run to after the last bad probe', () => {
    const { lo, hi } = inMs(edges(`xxxx.x${UP}`).recovery.at)
    // One of six probes inside was good by then, but all of the certain part were bad.
    expect({ lo, hi }).to.deep.equal({ lo: 1_060, hi: 1_125 })
  })

  it('takes the true distance of two probes where slots were shed', () => {
    const { recovery } = edges(`ssss--${UP}`)
    // First good sent at 1,120, the last one before it at 1,060: c₁ − 60 − 15.
    expect(inMs(recovery.at)).to.deep.equal({ lo: 1_050, hi: 1_125 })
    expect(recovery.slotMissing).to.equal(true)
  })

  it('has no late side when no good probe followed', () => {
    expect(inMs(edges('xxxx').recovery.at)).to.deep.equal({ lo: 1_060, hi: null })
  })

  it('explains its width', () => {
    const { at, width } = edges(`ssss${UP}`, 60).recovery
    const { probeInterval, serviceTime, background, partial } = width
    expect(probeInterval + serviceTime + background + partial).to.equal((at.hi ?? 0) - (at.lo ?? 0))
    expect(inMs({ lo: probeInterval, hi: serviceTime })).to.deep.equal({ lo: 20, hi: 15 })
  })
})

describe('inOrder', () => {
  it('ends no episode before it began, however far errors and blindness reach', () => {
    const { onset, recovery } = edges(`xxxx${UP}`, 200, 100)
    expect([onset.at, recovery.at].map(inMs)).to.deep.equal([
      { lo: 980, hi: 1_315 },
      { lo: 760, hi: 1_085 },
    ])
    const ordered = inOrder(onset, recovery, 0)
    expect([ordered.onset.at, ordered.recovery.at].map(inMs)).to.deep.equal([
      { lo: 980, hi: 1_085 },
      { lo: 980, hi: 1_085 },
    ])
    const { width } = ordered.recovery
    expect(Object.values(width).reduce((sum, ns) => sum + ns, 0)).to.equal(105 * MS)
    expect([width.background, width.blind]).to.deep.equal([0, 80 * MS])
  })

  it('leaves edges alone that are in order', () => {
    const { onset, recovery } = edges(`xxxx${UP}`)
    expect(inOrder(onset, recovery, 0)).to.deep.equal({ onset, recovery })
  })

  it('lets an outage last until the first probe where none was good before, and has no late side where none was after', () => {
    const { onset, recovery } = edges(`xxxx${UP}`, 2_000)
    const bad = inOrder({ ...onset, at: { lo: null, hi: 3_000 } }, recovery, 7 * MS)
    expect(bad.recovery.at.lo).to.equal(7 * MS)
    const down = inOrder(onset, { ...recovery, at: { lo: 0, hi: null } }, 0)
    expect(down.onset.at).to.deep.equal(onset.at)
    expect(down.recovery.at.hi).to.equal(null)
  })
})
