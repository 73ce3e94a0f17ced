import { expect } from 'chai'
import { awsSchema } from '../../../src/scenario/aws-schema.ts'
import { parseAwsSettings } from '../../../src/environments/aws/settings.ts'
import type { AwsConfig } from '../../../src/scenario/aws-types.ts'
import { configuration } from '../../../src/scenario/config.ts'

const AWS: AwsConfig = {
  region: 'eu-west-1',
  profile: 'drills',
  accounts: ['111122223333'],
  customers: 'https://shop.example.com',
  alarms: ['orders-down'],
}

describe('settings of a drill on AWS', () => {
  const team = configuration({ environments: { aws: AWS } }, '/somewhere')

  it('are the configuration, with what was left out filled in', () => {
    const parsed = parseAwsSettings({ via: 'fis' }, team)
    if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
    expect(parsed.value).to.include({ region: 'eu-west-1', profile: 'drills', via: 'fis', pollMs: 1_000 })
    expect(parsed.value.optInTag).to.deep.equal({ key: 'blackstart:drillable', value: 'true' })
  })

  it('need a configuration', () => {
    const parsed = parseAwsSettings({}, configuration({}, '/somewhere'))
    expect(parsed).to.have.property('findings').that.has.length(1)
  })

  it('are checked all at once', () => {
    const parsed = parseAwsSettings({ via: 'ssh', every: 'often', endpoint: 'http://127.0.0.1:1' }, team)
    if (!('findings' in parsed)) throw new Error('it was taken')
    expect(parsed.findings.map((text) => text.split(/[=:']/)[1])).to.have.length(3)
    expect(parsed.findings.join('\n')).to.match(/no setting 'endpoint'/)
  })

  it('are held against each other: regions, accounts, and how often an account may be asked', () => {
    const odd = { ...AWS, secondRegion: 'eu-west-1', fisRole: 'arn:aws:iam::999988887777:role/fis' }
    const parsed = parseAwsSettings({ poll: '10ms' }, configuration({ environments: { aws: odd } }, '/somewhere'))
    if (!('findings' in parsed)) throw new Error('it was taken')
    expect(parsed.findings.map((text) => text.split(/[:=]/)[0])).to.deep.equal([
      'environments.aws.secondRegion',
      'environments.aws.fisRole',
      'poll',
    ])
  })

  it('hold no address with a query: it stands in reports', () => {
    const told = { ...AWS, customers: 'https://shop.example.com/?token=secret' }
    expect(awsSchema.safeParse(AWS).success).to.equal(true)
    expect(awsSchema.safeParse(told).error?.message).to.match(/without a query/)
  })
})
