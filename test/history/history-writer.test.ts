import { expect } from 'chai'
import { readFileSync, writeFileSync } from 'node:fs'
import { HistoryWriteError } from '../../src/history/format.ts'
import { HistoryWriter } from '../../src/history/history-writer.ts'
import { ORIGIN, STREAMS, withFolder } from './folder.ts'

describe('HistoryWriter', () => {
  const path = withFolder()
  const lines = (file: string): unknown[] =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)

  it('writes a header and compact lines', () => {
    const file = path('history.ndjson')
    const writer = HistoryWriter.create(file, { origin: ORIGIN, streams: STREAMS })
    writer.intent(0, 0, 100, 110)
    writer.outcome(0, 0, 150, 'ok', '', 'service-a')
    writer.outcome(0, 1, 160, 'info', 'timeout "odd"')
    writer.outcome(0, 2, 170, 'ok')
    writer.outcome(1, 3, 180, 'ok', '', '', 41)
    writer.outcome(0, 3, 190, 'ok', '', '', undefined, 'db-a/1')
    writer.shed(1, 7, 200)
    writer.blind(300, 400)
    writer.loopDelay(450, 12_000)
    writer.end(500)
    writer.close()
    expect(lines(file)).to.deep.equal([
      { blackstart: 'history', version: 2, origin: ORIGIN, streams: STREAMS },
      ['i', 0, 0, 100, 110],
      ['o', 0, 0, 150, 0, '', 'service-a'],
      ['o', 0, 1, 160, 3, 'timeout "odd"'],
      ['o', 0, 2, 170, 0],
      ['o', 1, 3, 180, 0, '', '', 41],
      ['o', 0, 3, 190, 0, '', '', '', 'db-a/1'],
      ['s', 1, 7, 200],
      ['b', 300, 400],
      ['l', 450, 12_000],
      ['e', 500],
    ])
  })

  it('has handed the intent of a write to the operating system when it returns, and keeps the order', () => {
    const file = path('history.ndjson')
    const writer = HistoryWriter.create(file, { origin: ORIGIN, streams: STREAMS })
    writer.intent(1, 0, 1, 2)
    expect(lines(file)).to.have.length(1)
    writer.intent(0, 0, 3, 4)
    expect(lines(file).slice(1)).to.deep.equal([
      ['i', 1, 0, 1, 2],
      ['i', 0, 0, 3, 4],
    ])
    writer.close()
  })

  it('flushes the rest by itself: soon, and when much waits', async () => {
    const file = path('history.ndjson')
    const writer = HistoryWriter.create(file, { origin: ORIGIN, streams: STREAMS })
    writer.intent(1, 0, 1, 2)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(lines(file)).to.have.length(2)
    for (let seq = 1; seq < 10_000; seq++) writer.intent(1, seq, seq, seq)
    expect(readFileSync(file).length).to.be.above(64 * 1_024)
    writer.close()
    writer.close()
    expect(lines(file)).to.have.length(10_001)
  })

  it('never overwrites an existing file, and says what to check', () => {
    const file = path('history.ndjson')
    writeFileSync(file, 'evidence')
    const create = (where: string) => () => HistoryWriter.create(where, { origin: ORIGIN, streams: STREAMS })
    expect(create(file)).to.throw(HistoryWriteError, file)
    expect(create(path('no/such/folder'))).to.throw(HistoryWriteError, 'check that its folder exists')
    expect(readFileSync(file, 'utf8')).to.equal('evidence')
  })
})
