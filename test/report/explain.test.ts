import { expect } from 'chai'
import {
  judgedOnWrites,
  lagNote,
  longestLeg,
  rungHeld,
  staleReads,
  steadyStateOpen,
  streamKinds,
  whereMeasured,
} from '../../src/report/explain.ts'
import { renderHtml } from '../../src/report/html/report-page.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderTerminal } from '../../src/report/terminal.ts'
import type { Report } from '../../src/report/schema.ts'
import { sample } from './sample.ts'

const measured = (changes: Partial<Report['measurements']>): Report['measurements'] => ({
  ...sample('pass').measurements,
  ...changes,
})

describe('what a report explains', () => {
  it('says of what the figures are no evidence, on every face of it', () => {
    const report = sample('pass')
    const drill = (environment: string, backend: string): Report => ({
      ...report,
      drill: { ...report.drill, environment, backend },
    })
    expect(whereMeasured(drill('aws', 'aws'))).to.equal('')
    expect(whereMeasured(drill('lab', 'lab'))).to.match(/^Measured in the lab: .* never about production\.$/)
    expect(whereMeasured(drill('aws', 'fake'))).to.include('not AWS')
    const rehearsed = drill('aws-lab', 'lab')
    expect(whereMeasured(rehearsed)).to.include('no evidence about AWS')
    const faces = [
      renderHtml(rehearsed),
      renderMarkdown(rehearsed),
      renderTerminal(rehearsed, { columns: 300, color: false }),
    ]
    for (const face of faces) expect(face).to.include('no evidence about AWS')
  })

  it('says what each kind of stream is, and which are not judged', () => {
    const report = sample('pass')
    const [stream] = report.streams
    if (stream === undefined) throw new Error('the sample has no stream')
    const named = (id: string, judged: boolean) => ({ ...stream, id, judged })
    const streams = [
      named('write-fresh', true),
      named('http-read-pooled', true),
      named('inside-a', false),
      named('inside-b', false),
      named('rung-write', false),
      named('http-rung-connect', false),
    ]
    expect(
      streamKinds({ ...report, streams }).map(({ names, text }) => [names, text.endsWith('not judged')]),
    ).to.deep.equal([
      [['write-fresh'], false],
      [['http-read-pooled'], false],
      [['inside-a', 'inside-b'], true],
      [['rung-write', 'http-rung-connect'], true],
    ])
  })

  it('says of a rung with single bad probes that this is no outage', () => {
    const report = sample('pass')
    const streams = report.streams.map((stream) => ({ ...stream, bad: 2, operations: 35 }))
    expect(rungHeld({ ...report, streams }, 'write-fresh')).to.equal('no outage: 2 of 35 probes bad, too few in a row')
    expect(rungHeld({ ...report, streams: streams.map((one) => ({ ...one, bad: 0 })) }, 'write-fresh')).to.equal('no')
  })

  it('gives a reason for a time to steady state that has no end', () => {
    expect(steadyStateOpen(measured({ timeToSteadyStateMs: { lo: 615, hi: null } }))).to.contain('were not seen')
    expect(steadyStateOpen(measured({ timeToSteadyStateMs: { lo: 615, hi: 700 } }))).to.equal('')
    expect(steadyStateOpen(measured({ timeToSteadyStateMs: { lo: null, hi: null } }))).to.equal('')
  })

  it('says what stale reads are, where there may be any', () => {
    expect(staleReads(measured({ staleReads: { lo: 0, hi: 155 } }))).to.match(/^up to 155, .*not judged$/)
    expect(staleReads(measured({ staleReads: { lo: 2, hi: 5 } }))).to.match(/^2 to 5, /)
    expect(staleReads(measured({ staleReads: { lo: 0, hi: 0 } }))).to.equal('')
    expect(staleReads(measured({ staleReads: { lo: null, hi: null } }))).to.equal('')
  })

  it('explains a recovery point above 0 beside an RPO of 0 s that is met, and no other', () => {
    expect(judgedOnWrites(sample('pass'))).to.equal('RPO 0 s is judged on the writes')
    expect(judgedOnWrites(sample('lost'))).to.equal('')
    expect(judgedOnWrites(sample('not-recovered'))).to.equal('')
  })

  it('names the longest leg of a recovery that was too slow', () => {
    expect(longestLeg(sample('fail'))).to.equal('the longest leg is detect, 300 ms')
    expect(longestLeg(sample('pass'))).to.equal('')
    expect(longestLeg({ ...sample('fail'), legs: [] })).to.equal('')
  })
})

describe('the note on the lag of a lab', () => {
  const bare = (facts: Readonly<Record<string, string>> = {}): Report => {
    const report = sample('pass')
    const asynchronous = { replication: 'async', replicationHoldMs: '0', standby: 'on', ...facts }
    const lag = { at: { lo: 1, hi: 2 }, kind: 'replication-lag', component: 'db-b', source: 'labd', text: '10 ms old' }
    return { ...report, environment: { ...report.environment, facts: asynchronous }, events: [...report.events, lag] }
  }

  it('stands in every report of an asynchronous standby without a hold', () => {
    for (const text of [
      renderTerminal(bare(), { columns: 500, color: false }),
      renderMarkdown(bare()),
      renderHtml(bare()),
    ]) {
      expect(text).to.contain(lagNote(bare()))
    }
    expect(lagNote(bare())).to.match(/replication-hold.*\(10 ms old\)\. Your lag decides$/)
  })

  it('is not said of a hold, a synchronous standby, none at all, or another place than the lab', () => {
    expect(lagNote(bare({ replicationHoldMs: '2000' }))).to.equal('')
    expect(lagNote(bare({ replication: 'sync' }))).to.equal('')
    expect(lagNote(bare({ standby: 'off' }))).to.equal('')
    expect(lagNote({ ...bare(), drill: { ...bare().drill, backend: 'aws' } })).to.equal('')
  })
})
