import { expect } from 'chai'
import type { Inspection } from '../../../src/environments/containers/engine/engine.ts'
import { describeContainer } from '../../../src/environments/containers/stack.ts'

const seen = (more: object): Inspection =>
  ({
    Id: 'id',
    Config: { Labels: { 'com.docker.compose.service': 'web', 'com.docker.compose.container-number': '2' } },
    HostConfig: {},
    State: { Running: true, Pid: 7, Status: 'running' },
    NetworkSettings: {},
    ...more,
  }) as unknown as Inspection

describe('container of a stack', () => {
  it('bears its number where its service has several', () => {
    expect(describeContainer(seen({}), false).component).to.equal('web')
    expect(describeContainer(seen({}), true).component).to.equal('web-2')
  })

  it('does not run while it waits to be started again, whatever the engine says', () => {
    const waiting = seen({ State: { Running: true, Pid: 0, Status: 'restarting' } })
    expect(describeContainer(waiting, false)).to.include({ state: 'ended', status: 'restarting' })
  })

  it('is reached by TCP', () => {
    const Ports = { '53/udp': [{ HostPort: '20001' }], '53/tcp': [{ HostPort: '20002' }], '80/tcp': null }
    expect([...describeContainer(seen({ NetworkSettings: { Ports } }), false).ports]).to.deep.equal([[53, 20_002]])
  })
})
