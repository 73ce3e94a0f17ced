import { expect } from 'chai'
import { eventsIn } from '../../../src/environments/containers/events.ts'

describe('control-plane events in a log', () => {
  const event = { kind: 'promoted', component: 'db-b', fromNs: '5', toNs: '9', source: 'manager', text: 'it writes' }

  it('are its lines of JSON that are events, and nothing else', () => {
    const log = ['starting', JSON.stringify(event), '{"kind":"x"}', '{broken', ''].join('\n')
    expect(eventsIn(log, '10')).to.deep.equal([event])
  })

  it('are left out when they come from the future: then their clock is not ours', () => {
    expect(eventsIn(JSON.stringify(event), '8')).to.deep.equal([])
  })
})
