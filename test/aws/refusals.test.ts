import { expect } from 'chai'
import { awsFaultPlane } from '../../src/environments/aws/faults/fault-plane.ts'
import { databaseWatcher } from '../../src/environments/aws/events/databases.ts'
import { EventPoller } from '../../src/environments/aws/events/poller.ts'
import { refuseUnsafeStart } from '../../src/environments/aws/safety/start.ts'
import type { Fault, IntendedInjection } from '../../src/model/fault.ts'
import { waitFor } from '../../src/system/wait.ts'
import { exercised, localPlane, localReach } from '../support/aws/account.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const FAILOVER: Fault = { kind: 'database.failover' }
const ISOLATE: Fault = { kind: 'zone.isolate', of: 'primary' }

describe('what goes wrong on AWS, on local endpoints', () => {
  let aws: LocalEndpoints

  beforeEach(async () => void (aws = await new LocalEndpoints().listen()))
  afterEach(() => aws.close())

  const outcome = async (work: () => Promise<unknown>): Promise<string> => {
    try {
      await work()
      return 'done'
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`
    }
  }
  const starts = (): Promise<string> => outcome(() => refuseUnsafeStart(localReach(aws)))

  it('nothing, to begin with', async () => {
    expect(await starts()).to.equal('done')
  })

  it('a wrong account refuses, and nothing else is asked', async () => {
    await aws.misbehave({ account: '999999999999' })
    expect(await starts()).to.match(/^RefusedError: .*in account 999999999999, and only 000000000000 may be drilled/)
    expect((await aws.calls()).map(({ action }) => action)).to.deep.equal(['sts:GetCallerIdentity'])
  })

  it('an alarm that is raised refuses', async () => {
    await aws.misbehave({ alarm: { 'blackstart-lab-guard': 'ALARM' } })
    expect(await starts()).to.match(/^RefusedError: the alarm 'blackstart-lab-guard' is in ALARM/)
  })

  for (const safetyLever of ['engaged', 'engaging']) {
    it(`a safety lever that is ${safetyLever} refuses`, async () => {
      await aws.misbehave({ safetyLever })
      expect(await starts()).to.match(/safety lever of the account is engag/)
    })
  }

  it('a permission that is missing refuses before the start, and says how it is got', async () => {
    await aws.misbehave({ deny: ['cloudwatch:DescribeAlarms'] })
    expect(await starts()).to.match(/alarms could not be asked.*blackstart iam/)
  })

  it('a permission that is missing for the fault itself is an error, and nothing is done or tried again', async () => {
    await aws.misbehave({ deny: ['rds:FailoverDBCluster'] })
    expect(await outcome(() => exercised(localPlane(aws), FAILOVER))).to.match(/FailoverDBCluster/)
    expect((await aws.calls()).filter(({ operation }) => operation === 'FailoverDBCluster')).to.have.length(1)
    expect(aws.lab.done).to.deep.equal([])
  })

  it('throttled questions are asked again; a throttled failover is not', async () => {
    await aws.misbehave({ throttle: { 'rds:FailoverDBCluster': 1 } })
    expect(await outcome(() => exercised(localPlane(aws), FAILOVER))).to.match(/Throttling/)
    expect(aws.lab.done).to.deep.equal([])
    await aws.misbehave({ throttle: { 'rds:DescribeDBClusters': 2 } })
    expect(await outcome(() => exercised(localPlane(aws), FAILOVER))).to.equal('done')
    expect(aws.lab.done).to.deep.equal(['fail-over'])
  })

  it('a tag that matches nothing finds no target', async () => {
    const reach = localReach(aws, { optInTag: { key: 'nobody', value: 'has this' } })
    expect(await awsFaultPlane(reach).resolve(FAILOVER, 0)).to.deep.equal([])
    expect(await awsFaultPlane(reach).resolve(ISOLATE, 0)).to.deep.equal([])
  })

  it('a failover that RDS abandons is not proven, and leaves nothing', async () => {
    await aws.misbehave({ abandonFailover: true })
    const { proof, undone } = await exercised(localPlane(aws), FAILOVER)
    expect([proof.holds, undone.holds], proof.text).to.deep.equal([false, true])
    expect(proof.text).to.match(/RDS did not do it: .*[Aa]bandon/)
    expect(aws.lab.done).to.deep.equal([])
  })

  const BY_FIS = { via: 'fis', shownWithinMs: 300 } as const
  const lost: readonly Fault[] = [FAILOVER, { kind: 'zone.lose', of: 'primary' }]
  for (const fault of lost) {
    it(`nor is it where FIS has asked for it, whatever FIS says: ${fault.kind}`, async () => {
      await aws.misbehave({ abandonFailover: true })
      const { proof } = await exercised(localPlane(aws, BY_FIS), fault, () =>
        aws.lab.replace('service-a-1', 'service-a-2'),
      )
      expect(proof).to.include({ holds: false })
      expect(proof.text).to.match(/EXP\w+ is \w+: .*; but RDS did not do it: .*[Aa]bandon/)
    })
  }

  const effectless: readonly (readonly [Fault, RegExp])[] = [
    [FAILOVER, /blackstart-lab shows nothing of a failover/],
    [{ kind: 'zone.lose', of: 'primary' }, /i-\w+ is running, .* shows nothing of a failover, subnet-\w+ has no/],
    [ISOLATE, /subnet-\w+ has no network ACL of FIS/],
    [{ kind: 'region.isolate', region: 'primary' }, /subnet-\w+ has no network ACL of FIS/],
    [{ kind: 'instance.stop', role: 'service' }, /i-\w+ is running/],
  ]
  for (const [fault, words] of effectless) {
    it(`an experiment of which nothing comes is no proof: ${fault.kind}`, async () => {
      await aws.misbehave({ dropEffects: true })
      const { proof, undone } = await exercised(localPlane(aws, BY_FIS), fault)
      expect([proof.holds, undone.holds], undone.text).to.deep.equal([false, true])
      expect(proof.text).to.match(words)
    })
  }

  it('an experiment that does not stop is no undone fault: a person is told how to end it', async () => {
    const plane = awsFaultPlane({ ...localReach(aws), stopsWithinMs: 200 })
    const [target] = await plane.resolve(ISOLATE, 0)
    const intended = { ...target, injectionId: 1, epoch: 1, drillId: 'test' } as unknown as IntendedInjection
    await plane.inject(intended)
    await plane.verify(intended)
    await aws.misbehave({ stoppingHangs: true })
    expect(await outcome(() => plane.undo(intended))).to.match(/EXP\w+ is stopping/)
    const { holds, text } = await plane.undone(intended)
    expect([holds, / is stopping/.test(text)], text).to.deep.equal([false, true])
    expect(plane.byHand?.(intended)).to.match(/for id in .*aws fis stop-experiment/)
  })

  it('an experiment that an alarm stops after its proof has not held until the undo', async () => {
    const plane = awsFaultPlane(localReach(aws))
    const [target] = await plane.resolve(ISOLATE, 0)
    const intended = { ...target, injectionId: 1, epoch: 1, drillId: 'test' } as unknown as IntendedInjection
    await plane.inject(intended)
    expect((await plane.verify(intended)).holds).to.equal(true)
    expect(await plane.held?.(intended)).to.include({ holds: true })
    await aws.misbehave({ alarm: { 'blackstart-lab-guard': 'ALARM' } })
    const stopped = async () => {
      const held = await plane.held?.(intended)
      return held?.holds === false && / is stopped/.test(held.text) ? held : undefined
    }
    const { text } = await waitFor('the alarm to stop it', stopped, { timeoutMs: 20_000, everyMs: 20 })
    expect(text).to.match(/Stop condition triggered: .*blackstart-lab-guard/)
    await plane.undo(intended)
    expect((await plane.undone(intended)).holds).to.equal(true)
  })

  it('FIS that runs what was to be a preview is stopped at once, and nothing more is begun', async () => {
    await aws.misbehave({ ignoreActionsMode: true })
    expect(await outcome(() => exercised(localPlane(aws), ISOLATE))).to.match(/^NotAPreviewError: .*stopped at once/)
    const calls = (await aws.calls())
      .filter(({ principal }) => principal === 'operator')
      .map(({ operation }) => operation)
    expect(calls.filter((operation) => operation === 'StartExperiment')).to.have.length(1)
    expect(calls).to.include('StopExperiment')
  })

  it('credentials that expire in the middle of a drill end it: nobody could undo any more', async () => {
    const poller = new EventPoller([databaseWatcher(localReach(aws), new Date())], 5)
    await aws.misbehave({ credentialsExpireAt: new Date(Date.now() - 1_000).toISOString() })
    expect(await poller.lost).to.match(/expired in the middle of the drill/)
    await poller.close()
  })

  it('an address that is not on this machine is never spoken to', async () => {
    const reach = localReach(aws, { endpoint: 'http://192.0.2.1:4566' })
    expect(await outcome(() => refuseUnsafeStart(reach))).to.match(/loopback/)
  })
})
