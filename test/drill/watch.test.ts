import { expect } from 'chai'
import type { MeasuringContext } from '../../src/drill/context.ts'
import type { DrillEvent } from '../../src/drill/events.ts'
import type { FaultMarker } from '../../src/drill/fault-mark.ts'
import type { Instruments } from '../../src/drill/instruments.ts'
import { watch } from '../../src/drill/watch.ts'
import type { FaultMark } from '../../src/model/evidence.ts'
import { takeOrigin } from '../../src/system/clock.ts'
import { config, OK, stream, table } from '../measure/drill.ts'

describe('watch', () => {
  it('watches on when the command that breaks has failed: it may have broken something', async () => {
    const info = stream()
    const events: DrillEvent[] = []
    const enough = new AbortController()
    let looks = 0
    const context = {
      plan: { origin: takeOrigin(), measurement: config() },
      signal: new AbortController().signal,
      tools: { onSample: () => {} },
      emit: (event: DrillEvent) => events.push(event),
    } as unknown as MeasuringContext
    const instruments = {
      history: () => {
        if (++looks === 2) enough.abort('enough')
        return Promise.resolve({
          header: { streams: [info] },
          table: table([{ info, untilMs: 1_000, answer: () => OK }]),
        })
      },
    } as unknown as Instruments
    const mark: FaultMark = { by: 'command', askedNs: 0, returnedNs: 1, text: '', error: 'ended with 1' }
    await watch(context, instruments, {
      observation: { humanErrorMs: 0, atMostMs: 60_000, toTheEnd: false, loadOnlyWitnesses: false, secrets: [] },
      baseline: { fromNs: 0, toNs: 0 },
      marker: { mark, busy: false } as unknown as FaultMarker,
      enough: enough.signal,
    })
    expect(looks).to.equal(2)
    expect(events.map((event) => 'text' in event && event.text)).to.deep.equal(['watched until it was ended (enough)'])
  })
})
