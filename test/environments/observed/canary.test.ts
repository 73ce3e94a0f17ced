import { expect } from 'chai'
import { observedCanary, readsLoadBack } from '../../../src/environments/observed/canary.ts'
import { observedStreams } from '../../../src/environments/observed/streams.ts'
import type { CanaryNode } from '../../../src/model/probe.ts'
import { DATABASE, PLAIN, settings } from './a-setting.ts'

function nodes(given: Parameters<typeof settings>[0]): readonly CanaryNode[] | undefined {
  const whole = settings(given)
  return observedCanary(whole, observedStreams(whole))?.nodes
}

const OURS = ['blackstart-d1-http-fresh', 'blackstart-d1-http-pooled']

describe('observedCanary', () => {
  it('reads the writers of this drill back by the contract', () => {
    const [node, ...others] = nodes({}) ?? []
    expect(others).to.deep.equal([])
    expect(node).to.deep.include({ id: 'service', role: 'writer', protocol: 'http', writers: OURS })
  })

  it('reads a service and a database back, each for its own writers', () => {
    const found = nodes({ sql: DATABASE }) ?? []
    expect(found.map(({ id, role }) => [id, role])).to.deep.equal([
      ['service', 'writer'],
      ['database', 'writer'],
    ])
    expect(found[1]).to.deep.include({ ...DATABASE, table: 'blackstart_canary' })
    expect(found[1]?.writers).to.deep.equal(['blackstart-d1-sql-fresh', 'blackstart-d1-sql-pooled'])
  })

  it('reads what a service keeps in a table back by SQL', () => {
    const { list: _, ...http } = settings().canary.http!
    const canary = { ...settings().canary, http: { ...http, table: 'orders' } }
    expect(nodes({ sql: DATABASE, canary })?.[0]).to.deep.include({ ...DATABASE, table: 'orders', writers: OURS })
  })

  it('reads back what the load writes into the service, and says where it cannot', () => {
    expect(nodes({ loadWriter: 'k6-orders-d1' })?.[0]?.writers).to.deep.equal([...OURS, 'k6-orders-d1'])
    expect(readsLoadBack(settings())).to.equal(true)
    expect(readsLoadBack(settings({ readOnly: true }))).to.equal(false)
    expect(readsLoadBack(settings({ canary: PLAIN, sql: DATABASE }))).to.equal(false)
  })

  it('is missing where nothing is written, or nothing can be read back', () => {
    const { list: _, ...http } = settings().canary.http!
    expect(nodes({ canary: PLAIN })).to.equal(undefined)
    expect(nodes({ readOnly: true, sql: DATABASE })).to.equal(undefined)
    expect(nodes({ canary: { ...settings().canary, http } })).to.equal(undefined)
  })
})
