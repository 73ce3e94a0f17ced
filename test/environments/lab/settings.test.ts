import { expect } from 'chai'
import { LAB_SETTING_SPECS, type LabSettings, parseLabSettings } from '../../../src/environments/lab/settings.ts'

function value(given: Readonly<Record<string, string>>): LabSettings {
  const parsed = parseLabSettings(given)
  if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
  return parsed.value
}

function findings(given: Readonly<Record<string, string>>): readonly string[] {
  const parsed = parseLabSettings(given)
  return 'findings' in parsed ? parsed.findings : []
}

describe('settings of the lab', () => {
  it('has defaults for everything', () => {
    expect(value({})).to.deep.equal({
      profile: 'fast',
      replication: 'sync',
      standby: 'on',
      failover: 'automatic',
      replicationHoldMs: 0,
      capacity: 1,
      replacement: 'on',
      promoteUnfenced: false,
      aws: 'off',
      awsSpeed: 20,
      awsCompute: 'ec2',
      awsDatabase: 'cluster',
      awsConduct: {},
      detectionIntervalMs: 200,
      detectionThreshold: 3,
      promotionDelayMs: 0,
      propagationMs: 0,
      rebuildDelayMs: 500,
      healthIntervalMs: 200,
      healthThreshold: 3,
      fenceTimeoutMs: 1_000,
      graceMs: 1_000,
      regions: 1,
      archive: 'off',
      dnsTtlMs: 1_000,
      regionHealthIntervalMs: 500,
      regionHealthThreshold: 3,
      isolationTimeoutMs: 600,
      backupEveryMs: 3_000,
    })
  })

  it('bounds how much sooner the AWS control plane tells', () => {
    expect(value({ aws: 'on', 'aws-speed': '1000', 'aws-database': 'instance' })).to.include({
      aws: 'on',
      awsSpeed: 1000,
      awsDatabase: 'instance',
    })
    expect(findings({ 'aws-speed': '1001' })).to.deep.equal(['aws-speed=1001: must be at most 1000'])
    expect(findings({ 'aws-speed': '0', 'aws-database': 'serverless' })).to.have.length(2)
  })

  it('takes what the AWS endpoints shall do wrong, and names what they cannot', () => {
    const conduct = { safetyLever: 'engaged', deny: ['rds:FailoverDBCluster'] }
    expect(value({ 'aws-conduct': JSON.stringify(conduct) }).awsConduct).to.deep.equal(conduct)
    expect(findings({ 'aws-conduct': 'engaged' })[0]).to.match(/^aws-conduct: 'engaged' is no JSON/)
    expect(findings({ 'aws-conduct': '{"safetyLever":"up","unknown":1}' })).to.have.length(2)
  })

  it('takes the timings of the profile, and single ones in addition', () => {
    const settings = value({ profile: 'realistic', propagation: '1s' })
    expect(settings.detectionIntervalMs).to.equal(10_000)
    expect(settings.promotionDelayMs).to.equal(25_000)
    expect(settings.propagationMs).to.equal(1_000)
  })

  it('reports all findings at once', () => {
    const found = findings({ profile: 'quick', replication: 'none', 'detection-threshold': '1.5', propagation: '5' })
    expect(found).to.deep.equal([
      'profile=quick: write one of fast, realistic',
      'replication=none: write one of sync, async',
      'detection-threshold=1.5: write a whole number',
      "propagation=5: write a duration such as '200ms' or '2s'",
    ])
  })

  it('answers an unknown setting with those that there are', () => {
    const [finding] = findings({ 'replication-mode': 'sync' })
    for (const { key } of LAB_SETTING_SPECS) expect(finding).to.contain(key)
  })

  it('refuses to hold the link of a synchronous standby', () => {
    expect(findings({ 'replication-hold': '1s' })).to.have.length(1)
    expect(value({ 'replication-hold': '1s', replication: 'async' }).replicationHoldMs).to.equal(1_000)
  })

  it('lets no commit wait for a standby that is not to be there', () => {
    expect(value({ standby: 'off' })).to.include({ standby: 'off', replication: 'async' })
    expect(findings({ standby: 'off', replication: 'sync' })).to.deep.equal([
      'replication=sync needs standby=on: without a standby every commit would wait for ever',
    ])
    expect(findings({ standby: 'off', 'replication-hold': '1s' })).to.deep.equal([
      'replication-hold=1s needs standby=on: there is no link to hold',
    ])
  })

  it('refuses a threshold of nothing', () => {
    expect(findings({ 'detection-threshold': '0' })).to.deep.equal(['detection-threshold=0: must be at least 1'])
  })

  it('wants a pair in the first of two regions, and holds the link between them also beside a synchronous one', () => {
    expect(findings({ regions: '2', standby: 'off' })[0]).to.match(/^regions=2 needs standby=on/)
    expect(value({ regions: '2', 'replication-hold': '1s' })).to.include({
      replication: 'sync',
      replicationHoldMs: 1_000,
    })
  })

  it('wants an isolated region to stop before the other one takes over, and whole seconds of a DNS', () => {
    expect(findings({ 'isolation-timeout': '1s' })[0]).to.match(/^isolation-timeout=1s: must be below 1s/)
    expect(value({ 'isolation-timeout': '1s', 'region-health-interval': '600ms' }).isolationTimeoutMs).to.equal(1_000)
    expect(findings({ 'dns-ttl': '1500ms' })[0]).to.match(/DNS counts whole seconds/)
  })
})
