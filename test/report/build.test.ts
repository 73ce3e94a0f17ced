import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { buildReport } from '../../src/report/build.ts'
import { renderJson } from '../../src/report/json.ts'
import { reportSchema } from '../../src/report/schema.ts'
import { sample, SAMPLE_NAMES, sampleInput } from './sample.ts'

describe('buildReport', () => {
  const published: object = JSON.parse(
    readFileSync(new URL('../../src/report/report.schema.json', import.meta.url), 'utf8'),
  )
  const matches = new Ajv2020({ allErrors: true, validateFormats: false }).compile(published)

  for (const name of SAMPLE_NAMES) {
    it(`makes a report (${name}) of exactly the fields of the schema`, () => {
      const report = sample(name)
      expect(reportSchema.parse(report)).to.deep.equal(report)
    })

    it(`makes a report.json (${name}) that matches the published schema`, () => {
      const written: unknown = JSON.parse(renderJson(sample(name)))
      expect(matches(written), JSON.stringify(matches.errors)).to.equal(true)
    })
  }

  it('would notice a report that does not match', () => {
    const report = sample('pass')
    expect(matches({ ...report, verdict: 'green' })).to.equal(false)
    expect(matches({ ...report, measurements: { ...report.measurements, rtaMs: 702 } })).to.equal(false)
  })

  it('keeps the names that readers rely on', () => {
    const report = sample('pass')
    expect(Object.keys(report)).to.include.members([
      'schemaVersion',
      'drill',
      'verdict',
      'reasons',
      'objectives',
      'measurements',
      'faults',
      'episodes',
      'streams',
      'validity',
      'assumptions',
      'environment',
      'versions',
      'files',
    ])
    expect(report.objectives[0]).to.deep.equal({
      name: 'rto',
      target: 5000,
      unit: 'ms',
      actual: { lo: 612.4, hi: 701.9 },
      verdict: 'pass',
      reasons: [],
    })
  })

  it('counts times from the start of the drill, in milliseconds', () => {
    const [fault] = sample('pass').faults
    expect(fault).to.include({ askedMs: 10_000, returnedMs: 10_009.25 })
    expect(fault?.proof).to.deep.equal({ holds: true, text: 'process 4711 is gone', observedMs: 10_012 })
  })

  it('sorts what the control plane says by time', () => {
    expect(sample('pass').events.map(({ kind }) => kind)).to.deep.equal(['primary-lost', 'promoted'])
  })

  it('says null for what did not happen', () => {
    const input = sampleInput('pass')
    const [injection] = input.evidence.injections
    if (injection === undefined) throw new Error('the sample has an injection')
    const { askedNs: _asked, returnedNs: _returned, proof: _proof, ...never } = injection
    const report = buildReport({
      ...input,
      evidence: { ...input.evidence, undo: [], injections: [{ ...never, error: 'moved', reversal: { none: 'gone' } }] },
    })
    expect(report.faults[0]).to.deep.include({
      askedMs: null,
      returnedMs: null,
      proof: null,
      undo: null,
      error: 'moved',
      reversal: 'none: gone',
    })
  })

  it('describes an environment that never stood as empty', () => {
    const { environment: _environment, ...input } = sampleInput('stopped')
    expect(buildReport(input).environment).to.deep.equal({ regions: [], components: [], facts: {} })
  })

  it('names the CI run only where there is one', () => {
    expect(sample('pass')).not.to.have.property('ci')
    expect(buildReport({ ...sampleInput('pass'), ciRun: 'https://ci.example/1' }).ci).to.deep.equal({
      runUrl: 'https://ci.example/1',
    })
  })
})
