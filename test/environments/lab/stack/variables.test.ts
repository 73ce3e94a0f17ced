import { expect } from 'chai'
import { labSettings, placeOf, variables, VariablesError } from '../../../../src/environments/lab/stack/variables.ts'

describe('variables of a part of the sample stack', () => {
  it('are all named at once where they are missing', () => {
    expect(variables(['A'], { A: 'x' })).to.deep.equal({ A: 'x' })
    expect(() => variables(['A', 'B', 'C'], { A: 'x', C: '' })).to.throw(VariablesError, 'not set: B, C')
  })

  it('hold settings of the lab; the last one counts', () => {
    const settings = labSettings({ LAB_SETTINGS: 'failover=automatic replication=async failover=manual' })
    expect(settings).to.include({ failover: 'manual', replication: 'async' })
    expect(() => labSettings({ LAB_SETTINGS: 'replication=maybe' })).to.throw(VariablesError, 'LAB_SETTINGS')
  })

  it('name places', () => {
    expect(placeOf('db-a:5432')).to.deep.equal({ host: 'db-a', port: 5_432 })
    expect(() => placeOf('db-a')).to.throw(VariablesError, 'write host:port')
  })
})
