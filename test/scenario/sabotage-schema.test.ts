import { expect } from 'chai'
import type { Finding } from '../../src/scenario/findings.ts'
import { checkScenario } from '../../src/scenario/schema.ts'
import { GOOD } from './good.ts'

const SABOTAGE = { name: 'slow', set: { a: 'b' }, expect: { verdict: 'fail', reason: 'rto-exceeded' } }

function findings(...sabotages: unknown[]): readonly Finding[] {
  const checked = checkScenario({ ...GOOD, sabotages })
  return 'findings' in checked ? checked.findings : []
}

describe('sabotages of a scenario', () => {
  it('are accepted with settings, with objectives, or with both', () => {
    const { set: _set, ...rest } = SABOTAGE
    expect(findings(SABOTAGE, { ...rest, objectives: { rto: '1ms' } })).to.deep.equal([])
  })

  it('are not an empty list: that would prove nothing, and look proven', () => {
    expect(findings().map(({ path }) => path)).to.deep.equal(['sabotages'])
  })

  const SPOILED: readonly (readonly [string, unknown, string])[] = [
    ['one that changes nothing', { ...SABOTAGE, set: {} }, 'sabotages[0]'],
    ['an unknown reason', { ...SABOTAGE, expect: { verdict: 'fail', reason: 'rto' } }, 'sabotages[0].expect.reason'],
    [
      'one that is expected to pass',
      { ...SABOTAGE, expect: { verdict: 'pass', reason: 'rto-exceeded' } },
      'sabotages[0].expect.verdict',
    ],
    ['a setting that is no text', { ...SABOTAGE, set: { capacity: 2 } }, 'sabotages[0].set.capacity'],
    ['an unknown field', { ...SABOTAGE, sets: {} }, 'sabotages[0].sets'],
    ['one without a name', { ...SABOTAGE, name: '' }, 'sabotages[0].name'],
  ]
  for (const [name, spoiled, path] of SPOILED) {
    it(`finds ${name}`, () => {
      expect(findings(spoiled).map((finding) => finding.path)).to.deep.equal([path])
    })
  }
})
