import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { expect } from 'chai'
import { ServiceGroup } from '../../../../src/environments/lab/labd/service-group.ts'
import type { PartSpawner } from '../../../../src/environments/lab/labd/part-spawner.ts'
import type { RelayHandle } from '../../../../src/environments/lab/labd/relay-handle.ts'

describe('replacing a service instance', () => {
  let instance: Server
  let status: number
  let alive: boolean
  let log: string[]

  beforeEach(async () => {
    status = 200
    alive = true
    log = []
    instance = createServer((_request, answer) => answer.writeHead(status).end()).listen(0, '127.0.0.1')
    await once(instance, 'listening')
  })
  afterEach(() => instance.close())

  async function group(): Promise<ServiceGroup> {
    const ports = { http: (instance.address() as AddressInfo).port }
    const spawner = {
      start: async (id: string) => {
        log.push(`start ${id}`)
        return { id, ports, kill: async () => void log.push(`kill ${id}`), alive }
      },
    } as unknown as PartSpawner
    const relay = { port: () => 1, setTarget: async () => {} } as unknown as RelayHandle
    const services = new ServiceGroup('a', spawner, relay)
    await services.launch(1)
    log.length = 0
    return services
  }

  it('leaves one alone that is healthy inside its zone, whatever was seen from outside', async () => {
    expect(await (await group()).replaceUnlessHealthy('service-1')).to.equal('healthy')
    expect(log).to.deep.equal([])
  })

  it('replaces one that answers with an error', async () => {
    status = 503
    expect(await (await group()).replaceUnlessHealthy('service-1')).to.equal('replaced')
    expect(log).to.deep.equal(['kill service-a-1', 'start service-a-2'])
  })

  it('replaces one that is dead, even when its port answers', async () => {
    alive = false
    expect(await (await group()).replaceUnlessHealthy('service-1')).to.equal('replaced')
    expect(log).to.deep.equal(['kill service-a-1', 'start service-a-2'])
  })
})
