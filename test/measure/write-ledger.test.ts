import { expect } from 'chai'
import { ACKNOWLEDGED, acknowledgedAt, FAILED, ledgersOf } from '../../src/measure/write-ledger.ts'
import { OperationTableBuilder } from '../../src/history/operation-table-builder.ts'
import type { Operation } from '../../src/model/operation.ts'
import { MS, stream } from './drill.ts'

const STREAMS = [stream({ id: 'w' }), stream({ id: 'r', kind: 'read', writer: 'w' }), stream({ id: 'k' })]

function ledgers(rows: readonly Partial<Operation>[], clockErrorNs: readonly number[] = [0, 0, 0]) {
  const builder = new OperationTableBuilder()
  for (const row of rows) {
    builder.append({
      stream: 0,
      seq: 0,
      scheduledNs: 0,
      sentNs: 0,
      completedNs: 5 * MS,
      outcome: 'ok',
      errorClass: '',
      servedBy: '',
      ...row,
    })
  }
  return ledgersOf(builder.build(), STREAMS, clockErrorNs)
}

describe('ledgersOf', () => {
  it('keeps each writer by seq, whatever the order of the rows; reads and shed slots are no writes', () => {
    const [first, second] = ledgers([
      { seq: 2, outcome: 'fail' },
      { seq: 0 },
      { seq: 7, outcome: 'shed' },
      { stream: 1, seq: 9 },
      { stream: 2, seq: 1, outcome: 'info', completedNs: NaN },
    ])
    expect([first?.writer, ...(first?.outcome ?? [])]).to.deep.equal(['w', ACKNOWLEDGED, 0, FAILED])
    expect(second?.outcome).to.have.lengthOf(2)
  })

  it('takes a write that was tried twice as acknowledged if one try was', () => {
    expect(ledgers([{ outcome: 'ok' }, { outcome: 'fail' }])[0]?.outcome[0]).to.equal(ACKNOWLEDGED)
    expect(ledgers([{ outcome: 'info' }, { outcome: 'ok' }])[0]?.outcome[0]).to.equal(ACKNOWLEDGED)
  })

  it('never says that an acknowledgement came earlier than it did, though it keeps 32 bits of it', () => {
    for (const tookNs of [1, 11 * MS, 16_777_217, 33_333_333, 999_999_999, 29_999_999_999]) {
      const sentNs = 7_777_777_777
      const [ledger] = ledgers([{ sentNs, completedNs: sentNs + tookNs }])
      if (ledger === undefined) throw new Error('no ledger')
      expect(acknowledgedAt(ledger, 0) - (sentNs + tookNs)).to.be.within(0, tookNs * 2 ** -22)
    }
  })

  it('adds the error of a foreign clock to an acknowledgement', () => {
    const [ledger] = ledgers([{}], [3 * MS, 0, 0])
    if (ledger === undefined) throw new Error('no ledger')
    expect(acknowledgedAt(ledger, 0)).to.equal(8 * MS)
  })
})
