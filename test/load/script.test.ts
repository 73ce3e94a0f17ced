import { expect } from 'chai'
import { join } from 'node:path'
import { keepsLedger } from '../../src/load/script.ts'

describe('keepsLedger', () => {
  it('knows a script by the module that it names', () => {
    expect(keepsLedger(join(import.meta.dirname, '../../scenarios/load/orders.ts'))).to.equal(true)
    expect(keepsLedger(import.meta.filename)).to.equal(false)
  })

  it('leaves a script that is not there to the check that finds it', () => {
    expect(keepsLedger('/nowhere/at/all.ts')).to.equal(true)
  })
})
