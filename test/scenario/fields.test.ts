import { expect } from 'chai'
import { pathText } from '../../src/scenario/fields.ts'

describe('pathText', () => {
  it('writes paths as people do', () => {
    expect(pathText(['faults', 0, 'role'])).to.equal('faults[0].role')
    expect(pathText(['objectives', 'in', 'lab:fast', 'rto'])).to.equal("objectives.in['lab:fast'].rto")
    expect(pathText([])).to.equal('')
  })
})
