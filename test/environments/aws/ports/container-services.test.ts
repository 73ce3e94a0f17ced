import { expect } from 'chai'
import type { ContainersPort } from '../../../../src/environments/aws/ports/container-services.ts'
import { localReach } from '../../../support/aws/account.ts'
import { LocalEndpoints } from '../../../support/aws/local-endpoints.ts'

const TAG = { key: 'blackstart:drillable', value: 'true' }

describe('ECS as drills ask it', () => {
  let aws: LocalEndpoints

  afterEach(() => aws.close())

  const portOf = async (computeForm: 'ec2' | 'ecs'): Promise<ContainersPort> => {
    aws = await new LocalEndpoints({ computeForm }).listen()
    return await localReach(aws).ports.containers()
  }
  const asked = async (): Promise<string[]> => {
    const calls = (await aws.calls()).map(({ action }) => action)
    return calls.filter((action) => action.startsWith('ecs:'))
  }

  it('tells services with their tags, and where their tasks stand, page by page', async () => {
    const port = await portOf('ecs')
    for (const pageSize of [undefined, 1]) {
      await aws.misbehave({ ...(pageSize !== undefined && { pageSize }) })
      const [service, ...others] = await port.services(TAG)
      expect(others).to.deep.equal([])
      expect(service).to.deep.include({ name: 'blackstart-lab-service', status: 'ACTIVE', desired: 2, running: 2 })
      expect(service?.targetGroups).to.have.length(1)
      expect(service?.tasks.map(({ zone, status, address }) => [zone, status, address])).to.deep.equal([
        ['eu-west-1a', 'RUNNING', '10.0.0.11'],
        ['eu-west-1b', 'RUNNING', '10.0.1.11'],
      ])
      for (const { name, tags } of service?.tasks ?? []) {
        expect(name).to.match(/^blackstart-lab-service\/[0-9a-f]{8}$/)
        expect(tags).to.include({ [TAG.key]: TAG.value })
      }
    }
  })

  it('stops a task for a reason, which the task tells, and knows the one in its place', async () => {
    const port = await portOf('ecs')
    const [before] = await port.services(TAG)
    const [task] = before?.tasks ?? []
    await port.stop(before!.cluster, task!.arn, 'for a test')
    expect(aws.lab.done).to.deep.equal(['terminate service-a-1'])
    const stopped = await port.task(before!.cluster, task!.arn)
    expect(stopped).to.deep.include({ desired: 'STOPPED', stoppedFor: 'for a test' })
    expect(stopped?.endedAt).to.be.instanceOf(Date)
    expect((await port.services(TAG))[0]).to.include({ running: 1 })
    aws.lab.replace('service-a-1', 'service-a-2')
    const [after] = await port.services(TAG)
    expect(after?.running).to.equal(2)
    expect(after?.tasks.map(({ arn }) => arn)).not.to.include(task!.arn)
    expect(after?.events.map(({ text }) => text.replace(/[0-9a-f]{32}/, 'T'))).to.deep.equal([
      '(service blackstart-lab-service) has started 1 tasks: (task T).',
      '(service blackstart-lab-service) (task T) failed its health checks.',
    ])
    expect(await port.task(before!.cluster, `${task!.arn}0`)).to.equal(undefined)
  })

  it('looks for services once in a while, and at those that it knows each time', async () => {
    const port = await portOf('ecs')
    for (let look = 0; look < 3; look++) await port.services(TAG)
    const calls = await asked()
    expect(calls.filter((action) => action === 'ecs:ListClusters' || action === 'ecs:ListServices')).to.have.length(2)
    expect(calls.filter((action) => action === 'ecs:DescribeTasks')).to.have.length(3)
    // A service that lost its tag is none of ours at once.
    await aws.misbehave({ untagged: true })
    expect(await port.services(TAG)).to.deep.equal([])
  })

  it('asks an account without clusters one question', async () => {
    const port = await portOf('ec2')
    for (let look = 0; look < 3; look++) expect(await port.services(TAG)).to.deep.equal([])
    expect(await asked()).to.deep.equal(['ecs:ListClusters'])
  })
})
