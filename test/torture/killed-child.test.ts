import { expect } from 'chai'
import { simulatedKills } from './simulated-kills.ts'

describe('a fault is never left behind: a harness that is really killed', function () {
  this.timeout(120_000)

  it('is undone from its record alone', async () => {
    const { kills, openFaults, left } = await simulatedKills({ kills: 12 })
    expect(kills).to.equal(12)
    expect(openFaults).to.be.greaterThan(0)
    expect(left).to.deep.equal([])
  })
})
