import { expect } from 'chai'
import { Relay, relayHandlers } from '../../../../src/environments/lab/relay/relay.ts'

describe('Relay', () => {
  let relay: Relay

  beforeEach(async () => {
    relay = await Relay.start([{ name: 'sql', target: 1 }, { name: 'agent' }])
  })

  afterEach(() => relay.close())

  it('listens on a port of its own for every route', () => {
    expect(relay.ports).to.have.keys('sql', 'agent')
    expect(relay.ports['sql']).to.not.equal(relay.ports['agent'])
  })

  it('is controlled by route', async () => {
    const { mode, target } = relayHandlers(relay)
    await mode?.({ route: 'sql', mode: 'hold' })
    await target?.({ route: 'agent', port: 4711 })
    expect(relay.states.map(({ name, mode, target }) => ({ name, mode, target }))).to.deep.equal([
      { name: 'sql', mode: 'hold', target: 1 },
      { name: 'agent', mode: 'ok', target: 4711 },
    ])
  })

  it('names what there is when something else is asked for', async () => {
    const { mode } = relayHandlers(relay)
    const errors = await Promise.allSettled([
      mode?.({ route: 'sqll', mode: 'hold' }),
      mode?.({ route: 'sql', mode: 'pause' }),
    ])
    expect(errors.map((error) => String((error as PromiseRejectedResult).reason))).to.deep.equal([
      "RangeError: there is no route 'sqll'; there are sql, agent",
      "RangeError: 'pause' is no mode: ok, hold, cut",
    ])
  })
})
