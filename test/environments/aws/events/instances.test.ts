import { expect } from 'chai'
import { instanceWatcher } from '../../../../src/environments/aws/events/instances.ts'
import { FakeAccount, INSTANCE, SERVICE, taskIn } from '../fake-ports.ts'

describe('what is seen of instances', () => {
  it('is who goes and comes, what the load balancer thinks, and what the group tells', async () => {
    const account = new FakeAccount()
    const reach = account.reach()
    let health = [{ target: 'i-0a', state: 'healthy' }]
    const startedAt = new Date('2026-11-21T10:00:00Z')
    const activity = {
      id: 'a1',
      group: 'service',
      text: 'Launching',
      status: 'Successful',
      startedAt,
      endedAt: startedAt,
    }
    const compute = await reach.ports.compute()
    const ports = {
      ...reach.ports,
      balancers: async () => ({ balancers: async () => [], health: async () => health }),
      compute: async () => ({ ...compute, activities: async () => [activity] }),
    }
    const watcher = instanceWatcher({ ...reach, ports }, new Date('2026-11-21T09:00:00Z'))
    const kinds = async (): Promise<string[]> =>
      (await watcher.look()).map(({ kind, component }) => `${kind} ${component}`)
    expect(await kinds()).to.deep.equal(['scaling-activity service'])
    health = [{ target: 'i-0a', state: 'unhealthy' }]
    expect(await kinds()).to.deep.equal(['instance-unhealthy i-0a'])
    account.instances = [{ ...INSTANCE, id: 'i-new', name: 'service-a-2' }, ...account.instances.slice(1)]
    health = [{ target: 'i-new', state: 'healthy' }]
    expect(await kinds()).to.deep.equal(['instance-lost i-0a', 'instance-replacing i-new', 'instance-replaced i-new'])
    expect(await kinds()).to.deep.equal([])
  })

  it('is the same of tasks, and what their service tells; without a load balancer one that runs has replaced another', async () => {
    const account = new FakeAccount()
    account.instances = []
    account.services = [SERVICE]
    const watcher = instanceWatcher(account.reach(), new Date('2026-11-21T09:00:00Z'))
    const kinds = async (): Promise<string[]> =>
      (await watcher.look()).map(({ kind, component }) => `${kind} ${component}`)
    expect(await kinds()).to.deep.equal([])
    const event = (id: string, hour: string) => ({
      id,
      at: new Date(`2026-11-21T${hour}:00:00Z`),
      text: 'started 1 task',
    })
    const events = [event('e2', '10'), event('e1', '08')]
    account.services = [{ ...SERVICE, events, tasks: [taskIn('b'), taskIn('c', { status: 'PENDING' })] }]
    expect(await kinds()).to.deep.equal(['instance-lost shop/0a', 'instance-replacing shop/0c', 'service-event shop'])
    account.services = [{ ...SERVICE, events, tasks: [taskIn('b'), taskIn('c')] }]
    expect(await kinds()).to.deep.equal(['instance-replaced shop/0c'])
    expect(await kinds()).to.deep.equal([])
  })
})
