import { expect } from 'chai'
import { cachedBinary } from '../../src/load/cache.ts'

describe('cachedBinary', () => {
  it('lies under XDG_CACHE_HOME, else under ~/.cache', () => {
    expect(cachedBinary({ XDG_CACHE_HOME: '/x', HOME: '/h' })).to.equal('/x/blackstart/k6-v2.2.0/k6')
    expect(cachedBinary({ HOME: '/h' })).to.equal('/h/.cache/blackstart/k6-v2.2.0/k6')
    expect(cachedBinary({ XDG_CACHE_HOME: '', HOME: '/h' })).to.equal('/h/.cache/blackstart/k6-v2.2.0/k6')
  })
})
