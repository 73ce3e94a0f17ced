import { expect } from 'chai'
import { OUTCOMES } from '../../src/model/operation.ts'
import { readWrites, type ConsoleWrites } from '../../src/load/console.ts'
import type { WallClockMapping } from '../../src/load/wall-clock.ts'

/** Wall clock 1,000 is the drill's zero; instants are known to 2 ms. */
const clock: WallClockMapping = {
  earliestNs: (wallMs) => (wallMs - 1_000 - 1) * 1e6,
  latestNs: (wallMs) => (wallMs - 1_000 + 1) * 1e6,
  errorMs: 2,
}

async function read(...lines: string[]): Promise<ConsoleWrites> {
  return await readUntil(undefined, ...lines)
}

async function readUntil(stopNs: number | undefined, ...lines: string[]): Promise<ConsoleWrites> {
  return await readWrites(
    (async function* () {
      await Promise.resolve()
      yield* lines
    })(),
    clock,
    stopNs,
  )
}

function rows({ table }: ConsoleWrites): object[] {
  return Array.from({ length: table.length }, (_, i) => ({
    seq: table.seq[i],
    sentMs: (table.sentNs[i] ?? NaN) / 1e6,
    completedMs: (table.completedNs[i] ?? NaN) / 1e6,
    outcome: OUTCOMES[table.outcome[i] ?? -1],
    errorClass: table.labels[table.errorClass[i] ?? -1],
    servedBy: table.labels[table.servedBy[i] ?? -1],
  }))
}

describe('readWrites', () => {
  it('sends early and completes late by the error of the clock', async () => {
    const writes = await read('{"k":"i","n":0,"t":1100}', '{"k":"o","n":0,"t":1100,"d":10,"s":201,"e":0,"b":"svc-a"}')
    expect(rows(writes)).to.deep.equal([
      { seq: 0, sentMs: 99, completedMs: 111, outcome: 'ok', errorClass: '', servedBy: 'svc-a' },
    ])
    expect(writes).to.include({ started: 1, unfinished: 0, firstSentNs: 101e6 })
  })

  it('makes an intent without an outcome indeterminate', async () => {
    const writes = await read('{"k":"i","n":0,"t":1100}', '{"k":"i","n":1,"t":1105}', '{"k":"o","n":0,"t":1100,"d":1')
    expect(writes).to.include({ started: 2, unfinished: 2 })
    expect(rows(writes)[1]).to.deep.equal({
      seq: 1,
      sentMs: 104,
      completedMs: NaN,
      outcome: 'info',
      errorClass: 'no-outcome',
      servedBy: '',
    })
  })

  it('takes no error for an outcome that came when k6 ended its own requests', async () => {
    const lines = [
      '{"k":"i","n":0,"t":1100}',
      '{"k":"i","n":1,"t":1105}',
      '{"k":"i","n":2,"t":1105}',
      '{"k":"o","n":0,"t":1100,"d":10,"s":0,"e":1000,"b":""}',
      '{"k":"o","n":1,"t":1105,"d":20,"s":0,"e":1000,"b":""}',
      '{"k":"o","n":2,"t":1105,"d":20,"s":201,"e":0,"b":"svc-a"}',
    ]
    const outcomes = (writes: ConsoleWrites): unknown[] => rows(writes).map((row) => Object(row)['errorClass'])
    expect(outcomes(await readUntil(115e6, ...lines))).to.deep.equal([
      outcomes(await read(...lines))[0],
      'no-outcome',
      '',
    ])
    expect(await readUntil(115e6, ...lines)).to.include({ started: 3, unfinished: 1 })
  })

  it('keeps outcomes apart that come in another order than their intents', async () => {
    const writes = await read(
      '{"k":"i","n":0,"t":1000}',
      '{"k":"i","n":1,"t":1005}',
      '{"k":"o","n":1,"t":1005,"d":3,"s":201,"e":0}',
      '{"k":"o","n":0,"t":1000,"d":1000,"s":0,"e":1050}',
    )
    expect(rows(writes)).to.containSubset([
      { seq: 0, outcome: 'info', errorClass: 'timeout', completedMs: 1_001 },
      { seq: 1, outcome: 'ok', completedMs: 9 },
    ])
  })

  it('makes a write whose script threw indeterminate', async () => {
    const writes = await read('{"k":"i","n":0,"t":1000}', '{"k":"x","n":0,"t":1000,"d":4,"m":"TypeError: ..."}')
    expect(rows(writes)).to.containSubset([{ outcome: 'info', errorClass: 'script-exception', completedMs: 5 }])
    expect(writes.unfinished).to.equal(0)
  })

  it('passes over what is no line of ours', async () => {
    const writes = await read(
      'hello',
      '{"k":"i","n":0,"t":1000}',
      '{"k":"o","n":5,"t":1000,"d":3,"s":201,"e":0}',
      '{"k"',
    )
    expect(writes).to.include({ started: 1, unfinished: 1 })
    expect(writes.table.length).to.equal(1)
  })

  it('reads nothing out of nothing', async () => {
    expect(await read()).to.include({ started: 0, unfinished: 0, firstSentNs: undefined })
  })
})
