import { expect } from 'chai'
import { AwsLabEnvironment } from '../../../src/environments/aws-lab/aws-lab-environment.ts'
import { awsLabDriver } from '../../../src/environments/aws-lab/driver.ts'
import { AWS_PARTS } from '../../../src/environments/aws/parts.ts'
import type { EnvironmentDriver } from '../../../src/environments/environment.ts'
import { labDriver } from '../../../src/environments/lab/driver.ts'
import { LOCAL_ACCOUNT } from '../../../src/environments/aws-lab/local-account.ts'
import { LocalEndpoints } from '../../support/aws/local-endpoints.ts'
import type { Fault } from '../../../src/model/fault.ts'
import { configuration } from '../../../src/scenario/config.ts'

const driver = awsLabDriver(labDriver, AWS_PARTS)
const TEAM = configuration({}, '/somewhere')

describe('the lab as an AWS account', () => {
  it('takes the settings of the lab, turns its endpoints on, and those of aws that have a meaning here', () => {
    const parsed = driver.settings({ via: 'fis', profile: 'realistic' }, TEAM)
    if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
    expect(parsed.value).to.deep.include({ aws: 'on', profile: 'realistic' })
    expect(parsed.value['throughAws']).to.include({ via: 'fis', pollMs: 100 })
  })

  it('refuses what would lead elsewhere, or has no meaning, all findings at once', () => {
    const parsed = driver.settings({ aws: 'off', endpoint: 'http://10.0.0.1', via: 'ssh' }, TEAM)
    expect('findings' in parsed ? parsed.findings.length : 0).to.equal(3)
  })

  it('leads a rescuer to the lab and to the account, by names alone', async () => {
    const parsed = driver.settings({}, TEAM)
    if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
    const config = {
      drillId: 'drill-1',
      recordFolder: '/r',
      launcher: { command: 'node', args: [] },
      settings: parsed.value,
      longestMs: 60_000,
    }
    const handle = await driver.planHandle(config)
    expect(handle.environment).to.equal('aws-lab')
    expect(Object.keys(handle.data).toSorted()).to.deep.equal(['aws', 'drillId', 'folder'])
    expect(String(handle.data['aws']))
      .to.match(/"accounts":\["000000000000"\]/)
      .and.not.match(/secret|endpoint/i)
  })

  it('hands a lab that is gone to nobody: it has taken along whatever was done to it', async () => {
    const gone = {
      faults: {
        resolve: async () => [],
        inject: () => Promise.reject(new Error('gone')),
        verify: () => Promise.reject(new Error('gone')),
        undo: async () => {},
        undone: async () => ({ holds: true, text: 'the lab is gone', observedAtNs: '0' }),
      },
      destroy: async () => {},
    }
    const lab: EnvironmentDriver = { ...labDriver, reconnect: async () => gone }
    const handle = { environment: 'aws-lab', bootId: 'b', data: {} }
    expect(await awsLabDriver(lab, AWS_PARTS).reconnect(handle)).to.equal(gone)
  })

  it('takes its lab along where the endpoints are dead: nobody can be asked any more', async () => {
    const said: string[] = []
    const faults = {
      resolve: async () => [],
      inject: () => Promise.reject(new Error('gone')),
      verify: () => Promise.reject(new Error('gone')),
      undo: async () => {},
      undone: async () => ({ holds: true, text: 'the lab is gone', observedAtNs: '0' }),
    }
    const destroy = async (): Promise<void> => void said.push('destroyed')
    const gone = { faults, destroy }
    const dead = { ...LOCAL_ACCOUNT, endpoint: 'http://127.0.0.1:1', sqlUrl: '', speed: 1 }
    const lab: EnvironmentDriver = {
      ...labDriver,
      reconnect: async () => (said.length === 0 ? { ...gone, aws: dead } : gone),
    }
    const handle = { environment: 'aws-lab', bootId: 'b', data: {} }
    expect(await awsLabDriver(lab, AWS_PARTS).reconnect(handle)).to.equal(gone)
    expect(said).to.deep.equal(['destroyed'])
  })

  it('leaves no lab when the account cannot be closed', async () => {
    const closed: string[] = []
    const lab = { streams: [], died: new Promise(() => {}), close: async () => void closed.push('lab') }
    const account = { died: new Promise(() => {}), close: () => Promise.reject(new Error('ECONNREFUSED')) }
    const handle = { environment: 'aws-lab', bootId: 'b', data: {} }
    const offers = {
      ...lab,
      faults: {},
      fingerprint: {},
      aws: { ...LOCAL_ACCOUNT, endpoint: '', sqlUrl: '', speed: 1 },
    }
    const environment = new AwsLabEnvironment(
      handle,
      offers as unknown as ConstructorParameters<typeof AwsLabEnvironment>[1],
      { ...account, faults: {}, fingerprint: {} } as unknown as ConstructorParameters<typeof AwsLabEnvironment>[2],
    )
    const outcome = await environment.close('destroy').then(
      () => 'closed',
      (error: Error) => error.message,
    )
    expect([outcome, closed]).to.deep.equal(['ECONNREFUSED', ['lab']])
  })

  it('refuses a crash where it shows itself as an instance of RDS: nothing is put in its place', async () => {
    const findings = async (given: Readonly<Record<string, string>>) => {
      const parsed = driver.settings(given, TEAM)
      if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
      return await driver.preflight?.(parsed.value, [{ kind: 'database.kill', role: 'primary' }])
    }
    expect((await findings({ 'aws-database': 'instance' }))?.[0]).to.match(/^RDS lets nobody kill/)
    expect(await findings({})).to.deep.equal([])
  })

  it('tells the lab nothing of what is meant for AWS', async () => {
    const parsed = driver.settings({ via: 'fis' }, TEAM)
    if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
    let told: Readonly<Record<string, unknown>> = {}
    const lab: EnvironmentDriver = {
      ...labDriver,
      open: async ({ settings }) => {
        told = settings
        throw new Error('enough')
      },
    }
    const config = {
      drillId: 'drill-1',
      recordFolder: '/r',
      launcher: { command: 'node', args: [] },
      settings: parsed.value,
      longestMs: 60_000,
    }
    const handle = { environment: 'aws-lab', bootId: 'b', data: {} }
    await awsLabDriver(lab, AWS_PARTS)
      .open(config, handle, new AbortController().signal)
      .catch(() => {})
    expect(Object.keys(told)).not.to.include('throughAws')
    expect(told).to.include({ aws: 'on' })
  })

  describe('that is planned', () => {
    const planned = async (
      standing: Parameters<typeof awsLabDriver>[2],
      given: Readonly<Record<string, string>> = {},
      faults: readonly Fault[] = [{ kind: 'database.failover' }],
    ) => {
      const parsed = driver.settings(given, TEAM)
      if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
      const planner = awsLabDriver(labDriver, AWS_PARTS, standing)
      const plan = await planner.describeDrill?.(parsed.value, faults, 60_000)
      return [...(plan?.lines ?? []), ...(plan?.refusals ?? [])].join('\n')
    }

    it('shows the drill on the lab that is up, and how that differs', async () => {
      const aws = await new LocalEndpoints().listen()
      try {
        const local = { ...LOCAL_ACCOUNT, endpoint: aws.endpoint, sqlUrl: '', speed: 1 }
        const up = {
          aws: local,
          customerUrl: 'http://127.0.0.1:1',
          settings: { regions: 1, archive: 'off', healthIntervalMs: 200 },
        }
        const text = await planned(async () => up, { regions: '2', 'health-interval': '30s' })
        expect(text).to.match(/a drill has a lab of its own/)
        expect(text).to.match(/but its regions is 1, and the drill's 2/)
        expect(text).to.match(/but its health-interval is 200 ms, and the drill's 30 s/)
        expect(text).to.match(/Target {7}db-a: blackstart-lab is available/)
        expect(text).to.match(/rds FailoverDBCluster blackstart-lab/)
      } finally {
        await aws.close()
      }
    })

    it("asks AWS for nothing that is the lab's own, and tells no difference where there is none", async () => {
      const aws = await new LocalEndpoints().listen()
      try {
        const local = { ...LOCAL_ACCOUNT, endpoint: aws.endpoint, sqlUrl: '', speed: 1 }
        const settings = { awsConduct: { safetyLever: 'disengaged' } }
        const up = { aws: local, customerUrl: 'http://127.0.0.1:1', settings }
        const same = await planned(async () => up, { 'aws-conduct': '{"safetyLever":"disengaged"}' }, [
          { kind: 'data.drop' },
        ])
        expect(same).to.include('Of the lab   data.drop: AWS has no part in it').and.not.include('but its')
        expect(same).not.to.match(/RangeError|cannot be asked/)
        expect(await planned(async () => up)).to.include(
          `but its aws-conduct is {"safetyLever":"disengaged"}, and the drill's {}`,
        )
      } finally {
        await aws.close()
      }
    })

    it('says how to get a lab to look at, where none is up', async () => {
      expect(await planned(async () => undefined)).to.match(/`blackstart lab up --aws` starts a lab to look at/)
    })
  })
})
