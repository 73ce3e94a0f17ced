import { expect } from 'chai'
import { guardsFor } from '../../src/scenario/guard-layers.ts'

const FREEZE = { from: '2027-12-20', to: '2028-01-02', reason: 'year-end' }
const PLACE = { environment: 'lab', profile: 'realistic' }

describe('guards of a place', () => {
  it('are those of the environment, and over them those of its profile', () => {
    const guards = { lab: { optIn: true, protected: true }, 'lab:realistic': { protected: false } } as const
    expect(guardsFor(guards, PLACE)).to.deep.equal({ optIn: true, protected: false })
    expect(guardsFor(guards, { environment: 'aws' })).to.deep.equal({})
  })

  it('lose no limit, no freeze and no check by another one', () => {
    const first = { name: 'first', command: ['true'] }
    const second = { name: 'second', command: ['true'] }
    const guards = {
      lab: { blastRadius: { zoneShare: 0.5 }, freezes: [FREEZE], checks: [first] },
      'lab:realistic': { blastRadius: { instanceShare: 0.2 }, checks: [second] },
    } as const
    expect(guardsFor(guards, PLACE)).to.deep.equal({
      blastRadius: { zoneShare: 0.5, instanceShare: 0.2 },
      freezes: [FREEZE],
      checks: [first, second],
    })
  })
})
