import { expect } from 'chai'
import { judge } from '../../src/measure/judge.ts'
import { asOneOutage } from '../../src/measure/one-outage.ts'
import { flapsOf, hadOutage, outageOf, relapsesOf, type StreamOutage } from '../../src/measure/outage.ts'
import { config, evidence, MS, outage, probes } from './drill.ts'

const UP = '.'.repeat(150)
const CONFIG = config({ holdDownMs: 200 })

/** The fault is at 3,000 ms; the patterns start there. */
function together(...patterns: readonly string[]): StreamOutage[] {
  const streams = patterns.map((pattern) =>
    outageOf(probes(UP + pattern), CONFIG, { fromNs: 0, toNs: 2_700 * MS }, 3_000 * MS),
  )
  return asOneOutage(streams, CONFIG)
}

describe('asOneOutage', () => {
  it('counts what fails first after all streams were stably back as a relapse', () => {
    const [first, second] = together(`xxxxx${UP}${UP}`, `.....${UP}xxxx${UP}`)
    expect([first && hadOutage(first), second && hadOutage(second)]).to.deep.equal([true, false])
    expect([first && relapsesOf(first), second && relapsesOf(second)]).to.deep.equal([0, 1])
  })

  it('takes for one outage what overlaps, or follows before everything is stably back', () => {
    for (const late of [`..xxxx${UP}${UP}`, `${'.'.repeat(90)}xxxx${UP}${UP}`]) {
      expect(together(`xxxxx${UP}${UP}`, late).map(hadOutage)).to.deep.equal([true, true])
    }
  })

  it('takes the first failure of all for the outage, however late it comes', () => {
    expect(together(`${UP}xxxx${UP}`, UP + UP).map(hadOutage)).to.deep.equal([true, false])
  })

  it('goes on while an earlier stream is not stably back', () => {
    expect(together(`${'x'.repeat(150)}${UP}`, `${'.'.repeat(140)}xxxx${UP}`).map(hadOutage)).to.deep.equal([
      true,
      true,
    ])
  })

  /** A stream that fails all the time, and one that is lucky for longer than it takes to be stably up. */
  const GRAY = ['x'.repeat(400) + UP, `xxxx${'.'.repeat(200)}xxxx${'.'.repeat(192)}${UP}`] as const

  it('takes no lucky stretch of one stream for a recovery of the service while another one still fails', () => {
    const alone = together(GRAY[1])
    expect(alone.map(relapsesOf)).to.deep.equal([1])
    expect(together(...GRAY).map(relapsesOf)).to.deep.equal([0, 0])
    expect(together(...GRAY).map(flapsOf)).to.deep.equal([0, 1])
  })

  it('counts what fails once more after all were stably back, on whichever stream', () => {
    const [failing, lucky] = GRAY
    expect(together(failing, `${lucky}xxxx${UP}`).map(relapsesOf)).to.deep.equal([0, 1])
    expect(together(`${failing}xxxx${UP}`, lucky + UP).map(relapsesOf)).to.deep.equal([1, 0])
  })

  it('has not recovered where a stream that was lucky fails at the end', () => {
    const [failing, lucky] = together(GRAY[0], `xxxx${'.'.repeat(200)}${'x'.repeat(346)}`)
    expect([failing?.recovered, lucky?.recovered]).to.deep.equal([true, false])
  })
})

describe('judge', () => {
  it('does not take the late failure of a second stream for the recovery time: the service relapsed', () => {
    const plans = [outage(10_130, 11_000, { id: 'write' }), outage(16_000, 16_500, { id: 'read', kind: 'read' })]
    const { verdict, measurements, reasons } = judge(evidence({ plans, objectives: { rtoMs: 3_000 } }))
    expect(measurements.judgedStream).to.equal('write')
    expect(measurements.rtaMs.hi).to.be.lessThan(1_200)
    expect(verdict).to.equal('fail')
    expect(reasons.map(({ code }) => code)).to.deep.equal(['relapsed'])
  })
})
