import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { notReady, untilServing } from '../../../src/environments/containers/readiness.ts'
import type { StackContainer } from '../../../src/environments/containers/stack.ts'
import { FakeReach } from './fake-engine.ts'

const container = (state: StackContainer['state'], status: string, more: object = {}): StackContainer =>
  ({ component: 'web', state, status, exitCode: 0, ...more }) as StackContainer

describe('a stack that comes up', () => {
  it('waits for health where there is a check', () => {
    expect(notReady(container('running', 'running'))).to.equal(undefined)
    expect(notReady(container('running', 'running', { health: 'healthy' }))).to.equal(undefined)
    expect(notReady(container('running', 'running', { health: 'starting' }))).to.equal("'web' is starting")
    expect(notReady(container('running', 'running', { health: 'unhealthy' }))).to.equal("'web' is unhealthy")
  })

  it('is not held up by what has done its work', () => {
    expect(notReady(container('ended', 'exited'))).to.equal(undefined)
    expect(notReady(container('ended', 'created'))).to.equal("'web' is created")
    expect(notReady(container('ended', 'restarting'))).to.equal("'web' is restarting")
    expect(notReady(container('ended', 'exited', { exitCode: 1 }))).to.equal("'web' is exited")
  })

  describe('with customers', () => {
    let server: Server
    let url: string
    let reach: FakeReach
    const patience = { leftMs: () => 0, signal: new AbortController().signal }

    beforeEach(async () => {
      server = createServer((_request, response) => response.end())
      await once(server.listen(0, '127.0.0.1'), 'listening')
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
      reach = new FakeReach()
      reach.engine.add('web', {})
      reach.engine.add('migrate', {}, 'no')
    })
    afterEach(() => server.close())

    it('serves beside a migration that has ended with 0', async () => {
      reach.engine.die('migrate', 0)
      await untilServing(reach.stack, [], url, patience)
    })

    it('does not come up when a part has ended otherwise; its last words say why', async () => {
      reach.engine.get('migrate').log = 'no such table'
      reach.engine.die('migrate', 3)
      const error = await untilServing(reach.stack, [], url, patience).catch(String)
      expect(error).to.include('ended with 3').and.include('no such table')
    })

    it('says which part it waited for in vain', async () => {
      await reach.engine.pause('web-id')
      const error = await untilServing(reach.stack, [], url, patience).catch(String)
      expect(error).to.include("everything runs, and is healthy ('web' is paused)")
    })

    it('waits for the word of a part that gives one', async () => {
      const services = [{ service: 'web', ready: 'listening' } as never]
      expect(await untilServing(reach.stack, services, url, patience).catch(String)).to.include(
        "'web' says 'listening'",
      )
      reach.engine.get('web').log = 'listening'
      await untilServing(reach.stack, services, url, patience)
    })
  })
})
