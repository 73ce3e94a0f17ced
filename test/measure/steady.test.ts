import { expect } from 'chai'
import { isSteady, type Steadiness } from '../../src/measure/steady.ts'
import type { MeasurementConfig } from '../../src/model/measurement-config.ts'
import { config, MS, OK, REFUSED, stream, table } from './drill.ts'

function steadiness(
  bad: (seq: number) => boolean,
  given: Partial<MeasurementConfig> = {},
  untilMs = 10_000,
): Steadiness {
  const info = stream()
  const rows = table([{ info, untilMs, answer: (_, seq) => (bad(seq) ? REFUSED : OK) }])
  return isSteady(rows, [info], config(given), { fromNs: 0, toNs: untilMs * MS })
}

const codes = ({ reasons }: Steadiness): string[] => reasons.map(({ code }) => code)

describe('isSteady', () => {
  it('holds when nothing fails', () => {
    expect(steadiness(() => false)).to.deep.equal({ steady: true, reasons: [] })
  })

  it('needs a window of operations', () => {
    expect(codes(steadiness(() => false, {}, 1_980))).to.deep.equal(['not-steady'])
  })

  it('does not hold with an episode', () => {
    expect(codes(steadiness((seq) => seq > 100 && seq < 105))).to.include('not-steady')
  })

  it('refuses a window that is too small for the background errors, and says which one is needed', () => {
    const found = steadiness((seq) => seq % 100 === 50)
    expect(codes(found)).to.deep.equal(['window-too-small'])
    expect(found.reasons[0]?.text).to.include('a window of 219 probes, it is 100')
    expect(steadiness((seq) => seq % 100 === 50, { windowProbes: 219 }).steady).to.equal(true)
  })

  it('refuses a level that the baseline itself does not reach', () => {
    const found = steadiness((seq) => seq % 10 === 5, { windowProbes: 20, availability: 0.9 })
    expect(codes(found)).to.include('baseline-below-level')
  })
})
