import { expect } from 'chai'
import { OperationTableBuilder } from '../../src/history/operation-table-builder.ts'
import type { Operation } from '../../src/model/operation.ts'

const operation = (seq: number, errorClass = ''): Operation => ({
  stream: 1,
  seq,
  scheduledNs: seq,
  sentNs: seq + 1,
  completedNs: NaN,
  outcome: 'info',
  errorClass,
  servedBy: '',
})

describe('OperationTableBuilder', () => {
  it('grows, and loses nothing when it does', () => {
    const builder = new OperationTableBuilder()
    for (let seq = 0; seq < 5_000; seq++) expect(builder.append(operation(seq))).to.equal(seq)
    const table = builder.build()
    expect(table.length).to.equal(5_000)
    expect([table.seq[1_023], table.seq[1_024], table.sentNs[4_999]]).to.deep.equal([1_023, 1_024, 5_000])
    expect(table.seq).to.have.length(5_000)
  })

  it('interns texts: the empty one is 0, and each is there once', () => {
    const builder = new OperationTableBuilder()
    for (const text of ['', 'refused', 'timeout', 'refused']) builder.append(operation(0, text))
    const { errorClass, labels } = builder.build()
    expect([...errorClass]).to.deep.equal([0, 1, 2, 1])
    expect(labels).to.deep.equal(['', 'refused', 'timeout'])
  })

  it('sets an outcome later', () => {
    const builder = new OperationTableBuilder()
    const row = builder.append(operation(0))
    builder.setOutcome(row, 77, 'ok', '', 'service-a')
    const { outcome, completedNs, servedBy, labels } = builder.build()
    expect([outcome[0], completedNs[0], labels[servedBy[0] ?? 0]]).to.deep.equal([0, 77, 'service-a'])
    expect(() => builder.setOutcome(1, 0, 'ok', '', '')).to.throw(RangeError, 'row 1 does not exist')
  })

  it('does not overflow its labels', () => {
    const builder = new OperationTableBuilder()
    for (let i = 0; i < 70_000; i++) builder.append(operation(i, `error ${i}`))
    const { errorClass, labels } = builder.build()
    expect(labels).to.have.length(65_536)
    expect(labels[errorClass[69_999] ?? 0]).to.equal('(other)')
    expect(labels[errorClass[100] ?? 0]).to.equal('error 100')
  })

  it('keeps details that are rare through growing, and holds none where none was recorded', () => {
    const builder = new OperationTableBuilder()
    const basics = { stream: 0, scheduledNs: 0, sentNs: 0, completedNs: 1, outcome: 'ok', errorClass: '' } as const
    for (let seq = 0; seq < 1_000; seq++) builder.append({ ...basics, seq, servedBy: '' })
    expect(builder.build()).to.not.have.any.keys('value', 'database')
    builder.setValue(5, 99)
    builder.setDatabase(6, 'db-a/1')
    for (let seq = 1_000; seq < 5_000; seq++) builder.append({ ...basics, seq, servedBy: '' })
    const { value, database, labels } = builder.build()
    expect([value?.[4], value?.[5], value?.[4_999]]).to.deep.equal([NaN, 99, NaN])
    expect([labels[database?.[6] ?? 0], labels[database?.[4_999] ?? 0]]).to.deep.equal(['db-a/1', ''])
    expect(() => builder.setValue(5_000, 1)).to.throw(RangeError)
  })
})
