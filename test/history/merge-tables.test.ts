import { expect } from 'chai'
import { mergeTables, StreamClashError, type HistoryPart } from '../../src/history/merge-tables.ts'
import { OperationTableBuilder } from '../../src/history/operation-table-builder.ts'
import { STREAMS } from './folder.ts'

function part(prefix: string, errors: readonly string[]): HistoryPart {
  const builder = new OperationTableBuilder()
  errors.forEach((errorClass, seq) => {
    builder.append({
      stream: 1,
      seq,
      scheduledNs: seq,
      sentNs: seq,
      completedNs: 9,
      outcome: 'info',
      errorClass,
      servedBy: prefix,
    })
  })
  const streams = STREAMS.map((info) => ({ ...info, id: `${prefix}-${info.id}`, writer: prefix }))
  return { streams, table: builder.build() }
}

describe('mergeTables', () => {
  it('numbers streams and labels anew', () => {
    const { streams, table } = mergeTables([part('probe', ['refused', 'timeout']), part('k6', ['timeout'])])
    expect(streams.map(({ id }) => id)).to.deep.equal([
      'probe-write-fresh',
      'probe-read-fresh',
      'k6-write-fresh',
      'k6-read-fresh',
    ])
    expect([...table.stream]).to.deep.equal([1, 1, 3])
    expect(Array.from(table.errorClass, (code) => table.labels[code])).to.deep.equal(['refused', 'timeout', 'timeout'])
    expect(Array.from(table.servedBy, (code) => table.labels[code])).to.deep.equal(['probe', 'probe', 'k6'])
    expect([...table.seq]).to.deep.equal([0, 1, 0])
    expect(table.labels.indexOf('')).to.equal(0)
  })

  it('keeps what only one source knows: values that were read, and databases', () => {
    const knowing = new OperationTableBuilder()
    const basics = {
      stream: 0,
      seq: 0,
      scheduledNs: 0,
      sentNs: 0,
      completedNs: 1,
      outcome: 'ok',
      errorClass: '',
    } as const
    knowing.append({ ...basics, servedBy: '', value: 7, database: 'db-b/2' })
    const { table } = mergeTables([part('k6', ['timeout']), { streams: part('p', []).streams, table: knowing.build() }])
    expect([...(table.value ?? [])]).to.deep.equal([NaN, 7])
    expect(Array.from(table.database ?? [], (code) => table.labels[code])).to.deep.equal(['', 'db-b/2'])
    expect(mergeTables([part('k6', ['timeout'])]).table).to.not.have.any.keys('value', 'database')
  })

  it('joins nothing to nothing', () => {
    expect(mergeTables([]).table.length).to.equal(0)
  })

  it('refuses sources that cannot be told apart, with all clashes', () => {
    expect(() => mergeTables([part('probe', []), part('probe', [])]))
      .to.throw(StreamClashError)
      .with.property('message')
      .that.includes("stream 'probe-write-fresh' occurs")
      .and.includes("write as 'probe'")
  })
})
