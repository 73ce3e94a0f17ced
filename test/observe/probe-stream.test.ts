import { expect } from 'chai'
import type { HttpProbeSpec } from '../../src/model/probe.ts'
import { AcknowledgedWrites } from '../../src/observe/acknowledged-writes.ts'
import type { Probe, ProbeResult } from '../../src/observe/probe.ts'
import { ProbeStream } from '../../src/observe/probe-stream.ts'
import { httpSpec } from '../support/probe-specs.ts'

const OK: ProbeResult = { outcome: 'ok', errorClass: '', servedBy: 'api-1' }
const TIMEOUT: ProbeResult = { outcome: 'info', errorClass: 'timeout', servedBy: '' }

/** A stream on a clock and a network that the test moves. */
function setUp(given: Partial<HttpProbeSpec> = {}, acknowledged = new AcknowledgedWrites(1e12)) {
  const events: unknown[][] = []
  const demanded: number[] = []
  const settle: ((result: ProbeResult) => void)[] = []
  const clock = { ns: 0 }
  const lookups = { full: false }
  const probe: Probe = {
    send: (seq, atLeastSeq, done) => {
      events.push(['send', seq])
      demanded.push(atLeastSeq)
      settle[seq] = done
    },
    full: () => lookups.full,
    close: () => {},
  }
  const stream = new ProbeStream(3, {
    spec: httpSpec(given),
    probe,
    acknowledged,
    now: () => clock.ns,
    recorder: {
      intent: (...fields) => events.push(['intent', ...fields]),
      outcome: (...fields) => events.push(['outcome', ...fields.filter((field) => field !== undefined)]),
      shed: (...fields) => events.push(['shed', ...fields]),
    },
  })
  const run = (seq: number, atNs = seq * 20): void => {
    clock.ns = atNs + 1
    stream.run({ stream: 3, seq, scheduledNs: atNs })
  }
  const answer = (seq: number, atNs: number, result = OK): void => {
    clock.ns = atNs
    settle[seq]?.(result)
  }
  return { stream, events, demanded, run, answer, acknowledged, lookups }
}

describe('ProbeStream', () => {
  it('records the intent before it sends, and the outcome when it is known', () => {
    const { events, run, answer } = setUp()
    run(0)
    answer(0, 9)
    expect(events).to.deep.equal([
      ['intent', 3, 0, 0, 1],
      ['send', 0],
      ['outcome', 3, 0, 9, 'ok', '', 'api-1'],
    ])
  })

  it('sheds a slot, too, whose name could only be looked up behind stale lookups', () => {
    const { events, run, lookups } = setUp()
    lookups.full = true
    run(0)
    lookups.full = false
    run(1)
    expect(events).to.deep.equal([
      ['shed', 3, 0, 0],
      ['intent', 3, 1, 20, 21],
      ['send', 1],
    ])
  })

  it('lets a hanging request delay none that follows', () => {
    const { events, run } = setUp()
    run(0)
    run(1)
    expect(events.filter(([what]) => what === 'send')).to.deep.equal([
      ['send', 0],
      ['send', 1],
    ])
  })

  it('sheds beyond the in-flight cap, with an entry for each slot, and sends again when there is room', () => {
    const { stream, events, run, answer } = setUp({ inFlightCap: 2 })
    run(0)
    run(1)
    run(2)
    expect(events.at(-1)).to.deep.equal(['shed', 3, 2, 40])
    answer(0, 50, TIMEOUT)
    run(3)
    expect(events.at(-1)).to.deep.equal(['send', 3])
    expect(stream.inFlight).to.equal(2)
  })

  it('checks a read against what the writes of another stream have achieved at the time of sending', () => {
    const acknowledged = new AcknowledgedWrites(0)
    const writes = setUp({}, acknowledged)
    const reads = setUp({ kind: 'read' }, acknowledged)
    reads.run(0)
    writes.run(0)
    writes.run(1)
    writes.answer(0, 25)
    reads.run(1, 30)
    writes.answer(1, 35)
    reads.run(2, 40)
    expect(reads.demanded).to.deep.equal([-1, 0, 1])
  })

  it('demands only what is older than the declared staleness', () => {
    const acknowledged = new AcknowledgedWrites(10e6)
    acknowledged.add('probe', 4, 0)
    acknowledged.add('probe', 5, 8e6)
    const { demanded, run } = setUp({ kind: 'read', stalenessMs: 10 }, acknowledged)
    run(0, 12e6)
    run(1, 18e6)
    expect(demanded).to.deep.equal([4, 5])
  })

  it('takes a write that timed out for no acknowledgement', () => {
    const { acknowledged, run, answer } = setUp()
    run(0)
    answer(0, 400, TIMEOUT)
    expect(acknowledged.newestAt('probe', 500)).to.equal(-1)
  })

  it('takes a successful read for no acknowledgement', () => {
    const { acknowledged, run, answer } = setUp({ kind: 'read' })
    run(0)
    answer(0, 9)
    expect(acknowledged.newestAt('probe', 500)).to.equal(-1)
  })
})
