import { expect } from 'chai'
import { LocalEndpoints } from '../../../support/aws/local-endpoints.ts'
import { localReach } from '../../../support/aws/account.ts'

const LONG_AGO = new Date(0)
const FIS_ROLE = 'arn:aws:iam::000000000000:role/blackstart-fis'

/** Whatever drills read that may be long. */
const READS: Readonly<Record<string, (reach: ReturnType<typeof localReach>) => Promise<readonly unknown[]>>> = {
  'databases of RDS': async ({ ports }) => (await (await ports.databases()).groups()).flatMap(({ members }) => members),
  'events of RDS': async ({ ports }) => (await ports.databases()).events(LONG_AGO),
  'instances of EC2': async ({ ports }) => (await ports.compute()).instances(),
  'subnets of EC2': async ({ ports }) => (await ports.compute()).subnets(),
  'scaling activities': async ({ ports }) => (await ports.compute()).activities('blackstart-lab-service', LONG_AGO),
  alarms: async ({ ports }) => (await ports.alarms()).alarms(['blackstart-lab-guard', 'blackstart-lab-capacity']),
  'history of an alarm': async ({ ports }) => (await ports.alarms()).changes('blackstart-lab-capacity', LONG_AGO),
  experiments: async ({ ports }) => (await ports.fis()).experiments({ 'blackstart:drill': 'pages' }),
}

describe('a long answer of AWS', () => {
  let aws: LocalEndpoints

  before(async () => {
    aws = await new LocalEndpoints().listen()
    // Something to list: activities, a history, events, experiments.
    await aws.lab.terminate('service-a-1')
    aws.lab.replace('service-a-1', 'service-a-2')
    await aws.lab.failOver()
    const fis = await localReach(aws).ports.fis()
    for (const name of ['one', 'two']) {
      const tags = { 'blackstart:drill': 'pages' }
      const wait = { actionId: 'aws:fis:wait', parameters: { duration: 'PT1M' } }
      const template = {
        description: name,
        roleArn: FIS_ROLE,
        stopConditions: [{ source: 'none' }],
        actions: { wait },
        tags,
      }
      const id = await fis.createTemplate(template as never, `token-${name}`)
      await fis.start({ templateId: id, mode: 'run-all', clientToken: `run-${name}`, tags })
    }
  })
  after(() => aws.close())

  for (const [name, read] of Object.entries(READS)) {
    it(`is read to its end, page by page: ${name}`, async () => {
      await aws.misbehave({})
      const whole = await read(localReach(aws))
      expect(whole.length, 'something to turn pages for').to.be.greaterThan(1)
      await aws.misbehave({ pageSize: 1 })
      const paged = await read(localReach(aws))
      expect(paged.length).to.equal(whole.length)
    })
  }

  it('that has no end is an error: nothing may be concluded from a part of it', async () => {
    await aws.misbehave({ pageSize: 1, endlessPages: true })
    const read = async () => (await localReach(aws).ports.fis()).experiments({ 'blackstart:drill': 'pages' })
    const error = await read().then(
      () => 'it ended',
      (thrown: unknown) => String(thrown),
    )
    expect(error).to.match(/EndlessPagesError: there is no end to the pages/)
  }).timeout(60_000)
})
