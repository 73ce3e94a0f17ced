import { expect } from 'chai'
import { appendFileSync, writeFileSync } from 'node:fs'
import { HistoryTail } from '../../src/history/history-tail.ts'
import { HistoryWriter } from '../../src/history/history-writer.ts'
import { ORIGIN, STREAMS, withFolder } from './folder.ts'

describe('HistoryTail', () => {
  const path = withFolder()

  it('follows a history while it grows, and completes what it had seen', async () => {
    const file = path('history.ndjson')
    const writer = HistoryWriter.create(file, { origin: ORIGIN, streams: STREAMS })
    const tail = await HistoryTail.open(file)
    expect((await tail.poll())?.table.length).to.equal(0)
    writer.intent(0, 0, 1, 2)
    const early = await tail.poll()
    expect(early?.table.completedNs[0]).to.deep.equal(NaN)
    for (let seq = 1; seq < 5_000; seq++) writer.intent(1, seq, seq, seq)
    writer.outcome(0, 0, 9, 'ok')
    writer.end(10)
    writer.close()
    const late = await tail.poll()
    expect(late?.table.length).to.equal(5_000)
    expect(late?.table.completedNs[0]).to.equal(9)
    expect(late?.endedAtNs).to.equal(10)
    expect(await tail.poll()).to.deep.equal(late)
    await tail.close()
  })

  it('waits for the rest of a line, even in the middle of a character', async () => {
    const file = path('history.ndjson')
    const header = { blackstart: 'history', version: 1, origin: ORIGIN, streams: STREAMS }
    writeFileSync(file, '')
    const tail = await HistoryTail.open(file)
    expect(await tail.poll()).to.equal(undefined)
    appendFileSync(file, `${JSON.stringify(header)}\n["i",0,0,1,2]\n`)
    const line = Buffer.from('["o",0,0,5,3,"zeitüberschreitung"]\n')
    for (const byte of line.subarray(0, -1)) {
      appendFileSync(file, Buffer.from([byte]))
      expect((await tail.poll())?.truncated).to.equal(true)
    }
    appendFileSync(file, '\n')
    const history = await tail.poll()
    expect(history?.truncated).to.equal(false)
    expect(history?.table.labels).to.include('zeitüberschreitung')
    await tail.close()
  })
})
