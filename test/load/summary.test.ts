import { expect } from 'chai'
import { parseSummary } from '../../src/load/summary.ts'

const metric = (name: string, count: number): object => ({ name, type: 'counter', values: { count } })

describe('parseSummary', () => {
  it('reads the requests and the dropped slots', () => {
    const metrics = [metric('http_reqs', 201), metric('dropped_iterations', 7), metric('iterations', 200)]
    expect(parseSummary(JSON.stringify({ results: { metrics } }))).to.deep.equal({
      requests: 201,
      dropped: 7,
      iterations: 200,
    })
  })

  it('takes a counter that is left out as zero', () => {
    expect(parseSummary('{"results":{"metrics":[]}}')).to.deep.equal({ requests: 0, dropped: 0, iterations: 0 })
  })

  it('refuses what is no summary', () => {
    expect(() => parseSummary('{}')).to.throw(TypeError)
    expect(() => parseSummary('{"results":')).to.throw(SyntaxError)
  })
})
