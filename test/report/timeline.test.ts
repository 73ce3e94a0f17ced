import { expect } from 'chai'
import { timelines } from '../../src/report/timeline.ts'
import { sample, sampleInput } from './sample.ts'

const sum = (values: readonly number[] | undefined) => (values ?? []).reduce((total, value) => total + value, 0)

describe('timelines', () => {
  it('counts every operation since the steady state once', () => {
    const [write] = sample('pass').timelines
    expect(write).to.include({ stream: 'write-fresh', fromMs: 4_000, bucketMs: 100 })
    expect(sum(write?.total)).to.equal(800)
    expect(sum(write?.bad)).to.equal(33)
  })

  it('puts the bad ones where they were', () => {
    const [write] = sample('pass').timelines
    const bad = write?.bad.flatMap((count, bucket) => (count > 0 ? [4_000 + bucket * 100] : []))
    expect(bad).to.deep.equal([10_000, 10_100, 10_200, 10_300, 10_400, 10_500, 10_600])
  })

  it('counts a slow answer as bad', () => {
    const { evidence } = sampleInput('pass')
    const [write] = timelines({ ...evidence, config: { ...evidence.config, goodWithinMs: 3 } })
    expect(sum(write?.bad)).to.equal(800)
  })

  it('gives the latency of what was answered, and nothing where nothing was', () => {
    const [write] = sample('pass').timelines
    expect(write?.latencyMs?.p50[0]).to.equal(4)
    expect(write?.latencyMs?.max.flatMap((ms, bucket) => (ms === null ? [4_000 + bucket * 100] : []))).to.deep.equal([
      10_100, 10_200, 10_300, 10_400, 10_500,
    ])
  })

  it('keeps the slowest answer of a bucket, however long the drill', () => {
    const { evidence } = sampleInput('pass')
    const completedNs = evidence.operations.completedNs.slice()
    const slow = 300
    completedNs[slow] = (evidence.operations.sentNs[slow] ?? 0) + 190.04 * 1e6
    const operations = { ...evidence.operations, completedNs }
    const [write] = timelines({ ...evidence, operations, observedUntilNs: 3_604_000 * 1e6 })
    expect(write?.latencyMs?.max[0]).to.equal(190)
    expect(write?.latencyMs?.p50[0]).to.equal(4)
  })

  it('widens its buckets for a long drill', () => {
    const { evidence } = sampleInput('pass')
    const [write] = timelines({ ...evidence, observedUntilNs: 3_604_000 * 1e6 })
    expect(write?.bucketMs).to.equal(9_000)
    expect(write?.total).to.have.length(400)
  })

  it('counts nothing as bad that the end of the drill cut off', () => {
    const { evidence } = sampleInput('pass')
    const operations = { ...evidence.operations, completedNs: evidence.operations.completedNs.slice().fill(NaN) }
    const [write] = timelines({ ...evidence, operations, observedUntilNs: 10_290 * 1e6 })
    expect(sum(write?.bad)).to.equal((10_040 - 4_000) / 20 + 1)
    expect(sum(write?.total)).to.equal(sum(write?.bad))
  })

  it('is empty when nothing was observed', () => {
    expect(sample('stopped').timelines.every(({ total }) => total.length === 0)).to.equal(true)
  })
})
