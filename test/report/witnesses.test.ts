import { expect } from 'chai'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderHtml } from '../../src/report/html/report-page.ts'
import { buildReport } from '../../src/report/build.ts'
import type { LagWitness } from '../../src/model/judgement.ts'
import { witnessSentences } from '../../src/report/witnesses.ts'
import { sampleInput } from './sample.ts'

const WITNESS: LagWitness = {
  of: 'replica',
  source: 'cloudwatch:AuroraGlobalDBRPOLag',
  component: 'orders',
  seconds: { lo: 0.2, hi: 0.35 },
  atLossSeconds: { lo: 0, hi: 12.85 },
  ageSeconds: 12.5,
  agrees: true,
}

function reportWith(...witnesses: readonly LagWitness[]) {
  const input = sampleInput('pass')
  return buildReport({ ...input, judgement: { ...input.judgement, witnesses } })
}

describe('what others say of a loss', () => {
  it('stands in the report beside what was measured, with its resolution', () => {
    const report = reportWith(WITNESS)
    const [sentence = ''] = witnessSentences(report)
    expect(sentence).to.match(
      /^cloudwatch:AuroraGlobalDBRPOLag: orders was 200-350 ms behind in the 12\.5 s before the fault; by its word/,
    )
    expect(sentence).to.match(/would cost 0 ms - 12\.\d+ s\. Measured: .*, which agrees as far as it can tell$/)
    expect(renderMarkdown(report)).to.match(/## Witnesses\n\n- cloudwatch:AuroraGlobalDBRPOLag: orders was/)
    expect(renderHtml(report)).to.match(/What others say[^]*cloudwatch:AuroraGlobalDBRPOLag: orders was/)
  })

  it('says that it disagrees, that it is not comparable, and that there was no sample', () => {
    const unseen = { lo: null, hi: null }
    const sentences = witnessSentences(
      reportWith(
        { ...WITNESS, agrees: false },
        { ...WITNESS, agrees: null },
        { ...WITNESS, of: 'restore', agrees: null },
        { ...WITNESS, seconds: unseen, atLossSeconds: unseen, ageSeconds: null, agrees: null },
      ),
    )
    expect(sentences[0]).to.match(/They disagree by more than its resolution; the ledger of writes decides$/)
    expect(sentences[1]).to.match(/It is not what took over, so it is not compared$/)
    expect(sentences[2]).to.match(/A restore was not what is measured here$/)
    expect(sentences[3]).to.equal('cloudwatch:AuroraGlobalDBRPOLag of orders: no sample was over before the fault')
  })

  it('is no section where nobody says anything', () => {
    const report = reportWith()
    expect(report).not.to.have.property('witnesses')
    expect(renderMarkdown(report)).not.to.match(/## Witnesses/)
  })

  it('leaves the samples to the record', () => {
    const input = sampleInput('pass')
    const at = { fromNs: input.evidence.origin.monotonicNs, toNs: input.evidence.origin.monotonicNs }
    const event = { kind: 'replica-lag', component: 'orders', source: 'x', text: 'sampled', ...at }
    const { events } = buildReport({ ...input, events: [{ ...event, figures: { lagFromMs: 1, lagToMs: 2 } }] })
    expect(events).to.deep.equal([])
  })
})
