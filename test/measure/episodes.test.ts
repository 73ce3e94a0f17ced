import { expect } from 'chai'
import { findEpisodes, type EpisodeRules, type Stretch } from '../../src/measure/episodes.ts'
import { probes } from './drill.ts'

const RULES: EpisodeRules = { episodeProbes: 3, windowProbes: 20, availability: 0.9 }
const UP = '.'.repeat(30)

function find(middle: string, rules: Partial<EpisodeRules> = {}): Partial<Stretch>[] {
  return findEpisodes(probes(UP + middle + UP), { ...RULES, ...rules }).map(
    ({ first, surelyBegun, surelyStill, last, kind }) => ({
      first: first - 30,
      surelyBegun: surelyBegun - 30,
      surelyStill: surelyStill - 30,
      last: last - 30,
      kind,
    }),
  )
}

describe('findEpisodes', () => {
  it('takes m bad probes in a row, and no fewer', () => {
    expect(find('xx')).to.deep.equal([])
    expect(find('xsx')).to.deep.equal([{ first: 0, surelyBegun: 0, surelyStill: 2, last: 2, kind: 'bad-run' }])
  })

  it('takes in bad probes with fewer than m good ones between', () => {
    expect(find('x..xxxx.x')).to.deep.equal([{ first: 0, surelyBegun: 3, surelyStill: 6, last: 8, kind: 'bad-run' }])
    expect(find('x...xxxx...x')).to.have.length(1)
    expect(find('x...xxxx...x')[0]).to.include({ first: 4, last: 7 })
  })

  it('takes a window below the level, though no run is long enough', () => {
    const [episode, ...others] = find('x.x.x.x.x.x.x.x.x.x.')
    expect(others).to.deep.equal([])
    // 3 bad of 20 are below 90 %: certain from the third bad probe to the third last.
    expect(episode).to.deep.equal({ first: 0, surelyBegun: 4, surelyStill: 14, last: 18, kind: 'below-level' })
  })

  it('does not drag a single background error near a full outage into it', () => {
    expect(find('x.....xxxxxxxxxx')).to.deep.equal([
      { first: 6, surelyBegun: 6, surelyStill: 15, last: 15, kind: 'bad-run' },
    ])
  })

  it('does not take for trouble of the service what was hardly sent', () => {
    expect(find('x----x').map(({ kind }) => kind)).to.deep.equal(['not-sent'])
    expect(find('x--x-x').map(({ kind }) => kind)).to.deep.equal(['bad-run'])
    // Three shed slots of 20 are no window below 90 %.
    expect(find('-....-....-....')).to.deep.equal([])
  })

  it('keeps two outages apart when the service was back in between', () => {
    expect(find('xxxx....xxxx')).to.have.length(2)
  })

  it('counts how many good probes can hide the edge of a partial outage, and none of a full one', () => {
    const [full] = findEpisodes(probes(`${UP}xxxxx${UP}`), RULES)
    expect(full).to.include({ hiddenBefore: 0, hiddenAfter: 0 })
    const [partial] = findEpisodes(probes(UP + 'x.'.repeat(30) + UP), RULES)
    expect(partial?.hiddenBefore).to.be.within(10, 20)
    expect(partial?.hiddenAfter).to.be.within(10, 20)
  })
})
