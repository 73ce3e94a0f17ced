import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { finishVerified } from '../../src/drill/verification.ts'
import type { Report } from '../../src/report/schema.ts'
import { KillPoints } from '../torture/kill-points.ts'
import { Arena } from '../torture/simulated-drill.ts'

describe('the code of a scenario that looks at the result', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-verify-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('has not agreed until it has ended, for whoever reads the record by then', async () => {
    const arena = new Arena(folder)
    await arena.drill(new KillPoints(0))
    const onDisk = (): Report['verification'] =>
      (JSON.parse(readFileSync(arena.record.report, 'utf8')) as Report).verification
    let shown: Report | undefined
    let meanwhile: Report['verification']
    const report = await finishVerified(arena.record, (seen) => {
      shown = seen as Report
      meanwhile = onDisk()
    })
    expect(meanwhile).to.deep.equal({ passed: false, text: 'verify did not end' })
    expect(shown, 'what it sees is what was measured').not.to.have.property('verification')
    expect(report.verification?.passed).to.equal(true)
    expect(onDisk()?.passed).to.equal(true)
  })
})
