import { expect } from 'chai'
import { windowsAgree } from '../../src/measure/warm.ts'
import type { StreamInfo } from '../../src/model/operation.ts'
import { config, MS, stream, table, type Answer } from './drill.ts'

const WINDOWS = [
  { fromNs: 0, toNs: 2_000 * MS },
  { fromNs: 2_000 * MS, toNs: 4_000 * MS },
] as const

interface Plan {
  readonly info?: Partial<StreamInfo>
  readonly answer: (scheduledMs: number, seq: number) => Answer | undefined
}

function agree(...plans: Plan[]): boolean {
  const streams = plans.map(({ info }, index) => stream({ id: `s${index}`, ...info }))
  const rows = table(plans.map(({ answer }, index) => ({ info: streams[index] ?? stream(), untilMs: 4_000, answer })))
  return windowsAgree(rows, streams, config(), WINDOWS, 0.5)
}

const after = (firstMs: number, laterMs: number) => (ms: number) =>
  ({ outcome: 'ok', tookMs: ms < 2_000 ? firstMs : laterMs }) as const

describe('windowsAgree', () => {
  it('agrees when the medians differ by no more than the share of the larger', () => {
    expect(agree({ answer: after(20, 10) })).to.equal(true)
    expect(agree({ answer: after(21, 10) })).to.equal(false)
    expect(agree({ answer: after(10, 21) })).to.equal(false)
  })

  it('agrees on medians a few milliseconds apart, whatever their ratio', () => {
    expect(agree({ answer: after(4, 1) })).to.equal(true)
    expect(agree({ answer: after(4.1, 1) })).to.equal(false)
  })

  it('does not agree while one window is below the level', () => {
    const failing = (from: number, to: number) => (ms: number) =>
      ms >= from && ms < to ? ({ outcome: 'fail', tookMs: 5 } as const) : ({ outcome: 'ok', tookMs: 5 } as const)
    expect(agree({ answer: failing(0, 100) })).to.equal(true)
    expect(agree({ answer: failing(0, 120) })).to.equal(false)
    expect(agree({ answer: failing(2_000, 2_120) })).to.equal(false)
  })

  it('does not agree before both windows hold answers', () => {
    expect(agree({ answer: (ms) => (ms < 2_000 ? { outcome: 'ok' } : undefined) })).to.equal(false)
    expect(agree({ answer: (ms) => (ms < 2_000 ? undefined : { outcome: 'ok' }) })).to.equal(false)
  })

  it('asks every judged stream, and no other', () => {
    expect(agree({ answer: after(5, 5) }, { answer: after(50, 5) })).to.equal(false)
    expect(agree({ answer: after(5, 5) }, { info: { judged: false }, answer: after(50, 5) })).to.equal(true)
  })
})
