import { expect } from 'chai'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { HistoryFormatError, NO_OUTCOME, type History } from '../../src/history/format.ts'
import { HistoryWriter } from '../../src/history/history-writer.ts'
import { readHistory } from '../../src/history/read-history.ts'
import { NOTHING_FOUND, OUTCOMES } from '../../src/model/operation.ts'
import { ORIGIN, STREAMS, withFolder } from './folder.ts'

describe('readHistory', () => {
  const path = withFolder()

  function write(fill: (writer: HistoryWriter) => void): string {
    const file = path('history.ndjson')
    const writer = HistoryWriter.create(file, { origin: ORIGIN, streams: STREAMS })
    fill(writer)
    writer.close()
    return file
  }

  const outcomes = ({ table }: History): string[] => Array.from(table.outcome, (code) => OUTCOMES[code] ?? '?')

  it('reads back what was written', async () => {
    const file = write((writer) => {
      writer.intent(0, 0, 100, 110.5)
      writer.intent(1, 0, 120, 120)
      writer.shed(1, 1, 140)
      writer.outcome(0, 0, 150, 'wrong', 'stale', 'service-ü')
      writer.outcome(1, 0, 160, 'ok')
      writer.blind(300, 400)
      writer.end(500)
    })
    const history = await readHistory(file)
    const { table } = history
    expect(history.header).to.deep.include({ origin: ORIGIN, streams: STREAMS })
    expect(history).to.deep.include({ blindWindows: [{ fromNs: 300, toNs: 400 }], endedAtNs: 500, truncated: false })
    expect(outcomes(history)).to.deep.equal(['wrong', 'ok', 'shed'])
    expect([...table.sentNs]).to.deep.equal([110.5, 120, NaN])
    expect([...table.completedNs]).to.deep.equal([150, 160, NaN])
    expect(table.labels[table.errorClass[0] ?? 0]).to.equal('stale')
    expect(table.labels[table.servedBy[0] ?? 0]).to.equal('service-ü')
  })

  it('reads back what reads returned, which database acknowledged, and how late the prober ran', async () => {
    const file = write((writer) => {
      for (let seq = 0; seq < 4; seq++) writer.intent(seq % 2, seq, 1, 2)
      writer.outcome(1, 1, 5, 'ok', '', '', 41)
      writer.outcome(1, 3, 5, 'wrong', 'stale-read', 's', NOTHING_FOUND)
      writer.outcome(0, 2, 5, 'ok', '', '', undefined, 'db-a/2')
      writer.loopDelay(600, 1_500)
    })
    const { table, loopDelays } = await readHistory(file)
    expect([...(table.value ?? [])]).to.deep.equal([NaN, 41, NaN, NOTHING_FOUND])
    expect(Array.from(table.database ?? [], (code) => table.labels[code])).to.deep.equal(['', '', 'db-a/2', ''])
    expect(loopDelays).to.deep.equal([{ atNs: 600, maxNs: 1_500 }])
  })

  it('reads a history of version 1, which knows neither', async () => {
    const file = path('old.ndjson')
    const header = { blackstart: 'history', version: 1, origin: ORIGIN, streams: STREAMS }
    writeFileSync(file, `${JSON.stringify(header)}\n["i",0,0,1,2]\n["o",0,0,5,0]\n["e",9]\n`)
    const { table, loopDelays, endedAtNs } = await readHistory(file)
    expect([table.value, table.database, loopDelays, endedAtNs]).to.deep.equal([undefined, undefined, [], 9])
  })

  it('makes an intent without an outcome indeterminate', async () => {
    const history = await readHistory(write((writer) => writer.intent(0, 0, 1, 2)))
    expect(outcomes(history)).to.deep.equal(['info'])
    expect(history.table.labels[history.table.errorClass[0] ?? 0]).to.equal(NO_OUTCOME)
    expect(history).to.not.have.property('endedAtNs')
  })

  it('survives a torn last line, wherever it is torn, and reports it', async () => {
    const file = write((writer) => {
      writer.intent(0, 0, 100, 110)
      writer.outcome(0, 0, 150, 'ok')
    })
    const whole = readFileSync(file)
    const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1
    for (let end = lastLine + 1; end < whole.length; end++) {
      writeFileSync(file, whole.subarray(0, end))
      const history = await readHistory(file)
      expect(history.truncated).to.equal(true)
      expect(outcomes(history)).to.deep.equal(['info'])
    }
  })

  const broken: readonly (readonly [string, string])[] = [
    ['{"no":"json"', 'not JSON'],
    ['["x",1,2]', 'no such kind of line'],
    ['{"i":0}', 'no such kind of line'],
    ['["i",0,1,5]', 'not 4 numbers'],
    ['["i",0,1,"5",6]', 'not 4 numbers'],
    ['["i",9,1,5,6]', 'no such stream'],
    ['["o",0,55,5,0]', 'an outcome without its intent'],
    ['["o",0,0,5,9]', 'no such outcome'],
  ]
  for (const [line, complaint] of broken) {
    it(`names the line that is wrong in the middle: ${line}`, async () => {
      const file = write((writer) => writer.intent(0, 0, 1, 2))
      appendFileSync(file, `${line}\n["e",9]\n`)
      const error = await readHistory(file).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(error).to.be.instanceOf(HistoryFormatError)
      expect((error as HistoryFormatError).message)
        .to.include(complaint)
        .and.include('line 3')
    })
  }

  for (const [content, complaint] of [
    ['', 'there is no header'],
    ['{"blackstart":"hist', 'there is no header'],
    ['{"other":1}\n', 'not the header of a history'],
    ['null\n', 'not the header of a history'],
    ['{"blackstart":"history","version":3}\n', 'version 3'],
    ['{"blackstart":"history","version":1}\n', 'without origin or streams'],
  ] as const) {
    it(`refuses a file without a proper header: ${JSON.stringify(content)}`, async () => {
      const file = path('other')
      writeFileSync(file, content)
      const error = await readHistory(file).catch((thrown: unknown) => thrown)
      expect(error).to.be.instanceOf(HistoryFormatError)
      expect((error as Error).message).to.include(complaint)
    })
  }
})
