import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { CreateExperimentTemplateCommand, FisClient, ListExperimentsCommand } from '@aws-sdk/client-fis'
import { GetHealthCheckCommand, Route53Client } from '@aws-sdk/client-route-53'
import { expect } from 'chai'
import type { CallRecord } from '../../../src/environments/lab/aws/call-log.ts'
import { signalExactly } from '../../../src/system/identity.ts'
import { type RunningDrill, reportIn } from '../../support/drill.ts'
import { AnotherHost } from './another-host.ts'
import { printedFor } from './printed-policies.ts'
import { StandingLab } from './standing-lab.ts'
import type { AwsSuite } from './suite.ts'
import { teamConfig } from './team.ts'

const CLUSTER = 'arn:aws:rds:eu-west-1:000000000000:cluster:blackstart-lab'
const OURS = 'test/fixtures/aws/scenarios'

/** Drills of `aws` itself in an account that outlives them, as a real one does: that of a standing lab. */
export function inAStandingAccount(suite: AwsSuite): void {
  let lab: StandingLab
  let config: string
  let folder: string

  beforeEach(async function () {
    this.timeout(60_000)
    lab = await StandingLab.up(suite.sandbox, 'regions=2')
    folder = mkdtempSync(join(tmpdir(), 'blackstart-host-'))
    suite.sandbox.setEnvironment({ AWS_ENDPOINT_URL: lab.endpoint })
    config = teamConfig(join(folder, 'team'), lab)
  })
  afterEach(async () => {
    await lab.down()
    rmSync(folder, { recursive: true, force: true })
    expect(await suite.sandbox.remains()).to.deep.equal([])
  })

  const start = (scenario: string): Promise<RunningDrill> =>
    suite.sandbox.start(scenario, '--env', 'aws', '--config', config, '--confirm', 'aws')
  const expectAllowed = async (scenario: string, held: (call: CallRecord) => boolean = () => true): Promise<void> => {
    const printed = await printedFor(suite.sandbox, config, scenario)
    for (const { kind } of reportIn(suite.sandbox.record()).faults) suite.faultKinds.add(kind)
    expect(suite.use.hold(printed, (await lab.calls()).filter(held)).join('\n')).to.equal('')
  }
  const somebody = () => ({
    endpoint: lab.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'somebody', secretAccessKey: 'somebody' },
  })
  const fis = (): FisClient => new FisClient(somebody())
  const isInverted = async (): Promise<boolean> => {
    const asked = new GetHealthCheckCommand({ HealthCheckId: 'region-a' })
    const { HealthCheck: check } = await new Route53Client(somebody()).send(asked)
    return check?.HealthCheckConfig?.Inverted === true
  }
  const underWay = async (): Promise<number> => {
    const { experiments = [] } = await fis().send(new ListExperimentsCommand({}))
    return experiments.filter(
      ({ state }) => !['completed', 'stopped', 'failed', 'cancelled'].includes(`${state?.status}`),
    ).length
  }

  it('harness and watchdog are killed: a copy on another host undoes it by the shared store alone, and a clean drill passes', async () => {
    const drill = await start('zone-isolation')
    await drill.phase('recover')
    const drillId = basename(suite.sandbox.record())
    signalExactly(drill.process('watchdog'), 'SIGKILL')
    drill.signal('SIGKILL')
    await drill.ended
    expect(await underWay()).to.equal(1)

    const host = new AnotherHost(folder, lab)
    const recovered = await host.command('recover', '--shared')
    expect(recovered.code, recovered.stderr).to.equal(0)
    expect(recovered.stdout).to.match(new RegExp(`^Undone, of drill ${drillId}: zone\\.isolate on .* is stopped`))
    expect(await underWay()).to.equal(0)
    expect((await host.command('recover', '--shared')).stdout).to.equal('Nothing is left to undo.\n')

    // Where it was killed its ledger is open: whoever comes there next closes it.
    const here = await suite.sandbox.command('recover', '--config', config, '--reports', suite.sandbox.reports)
    expect(here.code, here.stderr).to.equal(0)
    expect(here.stdout).to.match(/is ended: every fault is undone and confirmed/)
    await expectAllowed('zone-isolation')

    const clean = await (await start('zone-isolation')).ended
    expect(clean.code, clean.stderr).to.equal(0)
    // Whatever answered is not AWS, and the report says so.
    expect(reportIn(suite.sandbox.record()).drill).to.include({ backend: 'fake', environment: 'aws' })
  })

  it('credentials that expire in mid-drill: a fault may remain, and recover undoes it with good ones', async () => {
    // Of all faults the one that does not end by itself.
    const drill = await start(`${OURS}/dns-failover.ts`)
    await drill.phase('recover')
    await lab.misbehave({ credentialsExpireAt: new Date().toISOString() })
    const { code, stderr } = await drill.ended
    expect(code, stderr).to.equal(4)
    expect(stderr).to.match(/the credentials have expired in the middle of the drill/)

    const recover = () => suite.sandbox.command('recover', '--config', config, '--reports', suite.sandbox.reports)
    const tooSoon = await recover()
    expect(tooSoon.code, tooSoon.stdout).to.equal(4)
    expect(tooSoon.stdout + tooSoon.stderr).to.match(/the credentials have expired: sign in again/)
    expect(tooSoon.stdout + tooSoon.stderr).to.match(/by hand: aws route53 update-health-check /)

    await lab.misbehave({})
    expect(await isInverted()).to.equal(true)
    const recovered = await recover()
    expect(recovered.code, recovered.stdout).to.equal(0)
    expect(recovered.stdout).to.match(/is ended: every fault is undone and confirmed/)
    expect(await isInverted()).to.equal(false)
    const elsewhere = await new AnotherHost(folder, lab).command('recover', '--shared')
    expect(elsewhere.stdout).to.equal('Nothing is left to undo.\n')
    await expectAllowed(`${OURS}/dns-failover.ts`)
  })

  it('an experiment that never leaves `stopping`: a person is called, no drill starts over it, and recover ends it', async () => {
    config = teamConfig(join(folder, 'team'), lab, { settings: { every: '20ms', timeout: '1s', undo: '2s' } })
    const drill = await start('zone-isolation')
    await drill.phase('recover')
    await lab.misbehave({ stoppingHangs: true })
    const { code, stderr } = await drill.ended
    expect(code, stderr).to.equal(4)
    const drillId = basename(suite.sandbox.record())
    expect(stderr).to.match(/EXP\w+ is stopping/)
    const { verdict, reasons } = reportIn(suite.sandbox.record())
    expect([verdict, reasons.map((one) => one.code)]).to.deep.equal(['inconclusive', ['undo-unverified']])
    expect(await underWay()).to.equal(1)

    const next = await (await start('zone-isolation')).ended
    expect(next.code, next.stderr).to.equal(3)
    expect(next.stderr).to.match(
      new RegExp(`no drill starts over an unresolved one: [^]*${drillId}[^]*what may remain:`),
    )
    expect(next.stderr).to.match(
      new RegExp(`by hand: .*aws .*fis list-experiments .*${drillId}.*fis stop-experiment --id`),
    )
    expect(suite.sandbox.records()).to.have.length(1)

    await lab.misbehave({})
    const recovered = await suite.sandbox.command('recover', '--config', config, '--reports', suite.sandbox.reports)
    expect(recovered.code, recovered.stdout + recovered.stderr).to.equal(0)
    expect(recovered.stdout).to.match(/is ended: every fault is undone and confirmed/)
    expect(await underWay()).to.equal(0)
    const elsewhere = await new AnotherHost(folder, lab).command('recover', '--shared')
    expect(elsewhere.stdout).to.equal('Nothing is left to undo.\n')
    await expectAllowed('zone-isolation')
  })

  it("an experiment of the team's own: previewed, and begun when it hits nothing but what was named", async () => {
    config = teamConfig(join(folder, 'team'), lab, { expectedTargets: [CLUSTER] })
    const { experimentTemplate } = await fis().send(
      new CreateExperimentTemplateCommand({
        clientToken: 'team',
        description: 'a failover',
        roleArn: 'arn:aws:iam::000000000000:role/blackstart-fis',
        stopConditions: [
          {
            source: 'aws:cloudwatch:alarm',
            value: 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:blackstart-lab-guard',
          },
        ],
        targets: { Clusters: { resourceType: 'aws:rds:cluster', resourceArns: [CLUSTER], selectionMode: 'ALL' } },
        actions: { Failover: { actionId: 'aws:rds:failover-db-cluster', targets: { Clusters: 'Clusters' } } },
        tags: { 'blackstart:drillable': 'true' },
      }),
    )
    suite.sandbox.setEnvironment({ EXPERIMENT_TEMPLATE: experimentTemplate?.id })
    await lab.forgetCalls()
    const { code, stderr } = await (await start(`${OURS}/own-experiment.ts`)).ended
    expect(code, stderr).to.equal(0)
    // The role of a team's own template is the team's.
    await expectAllowed(`${OURS}/own-experiment.ts`, ({ principal }) => principal === 'operator')
  })
}
