import { expect } from 'chai'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requestsAsOperations } from '../../src/load/requests.ts'
import { runFiles } from '../../src/load/run-files.ts'
import { mapWallClock } from '../../src/load/wall-clock.ts'
import { OUTCOMES } from '../../src/model/operation.ts'

const ORIGIN = { monotonicNs: '0', wallMs: 0, bootId: 'b' }
const CLOCK = mapWallClock([{ beforeNs: '1000000', afterNs: '1000000', wallMs: 1 }], ORIGIN)

describe('requestsAsOperations', () => {
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('orders by sending, bounds every time, and takes the script’s own word for success', async () => {
    const requests = [
      { t: 2_000, d: 10, s: 404, e: 1404, x: true },
      { t: 3_000, d: 1_500, s: 0, e: 1050, x: false },
      { t: 2_500, d: 1, s: 0, e: 1212, x: false },
      { t: 2_600, d: 5, s: 200, e: 0, x: false },
    ]
    writeFileSync(runFiles(folder).requests, `${requests.map((request) => JSON.stringify(request)).join('\n')}\n`)
    const { table, started } = await requestsAsOperations(runFiles(folder), CLOCK)
    expect(started).to.equal(4)
    expect([...table.sentNs]).to.deep.equal([1_499e6, 1_989e6, 2_498e6, 2_594e6])
    expect([...table.completedNs]).to.deep.equal([3_001e6, 2_001e6, 2_501e6, 2_601e6])
    expect([...table.outcome].map((code) => OUTCOMES[code])).to.deep.equal(['info', 'ok', 'fail', 'info'])
    expect([...table.errorClass].map((label) => table.labels[label])).to.deep.equal([
      'timeout',
      '',
      'connection-refused',
      'unexpected-status',
    ])
  })

  it('is empty where k6 left nothing', async () => {
    const { table, firstSentNs } = await requestsAsOperations(runFiles(join(folder, 'none')), CLOCK)
    expect([table.length, firstSentNs]).to.deep.equal([0, undefined])
  })
})
