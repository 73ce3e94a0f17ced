import { expect } from 'chai'
import { similarTo } from '../../src/model/similar.ts'

describe('similarTo', () => {
  const known = ['blackstart.role', 'blackstart.zone', 'blackstart.http']

  it('finds the word that was meant', () => {
    expect(similarTo('blackstart.rol', known)).to.equal('blackstart.role')
    expect(similarTo('blackstart.zoen', known)).to.equal('blackstart.zone')
    expect(similarTo('blackstart.http', known)).to.equal('blackstart.http')
  })

  it('finds none where nothing is near', () => {
    expect(similarTo('blackstart.something', known)).to.equal(undefined)
    expect(similarTo('x', [])).to.equal(undefined)
  })
})
