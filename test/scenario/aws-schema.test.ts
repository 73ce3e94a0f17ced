import { expect } from 'chai'
import { checkConfig } from '../../src/scenario/config-schema.ts'

const GOOD = {
  region: 'eu-west-1',
  accounts: ['111122223333'],
  customers: 'https://shop.example.com',
  alarms: ['orders-down'],
}

describe('the AWS account of a team', () => {
  const findingsOf = (aws: unknown): string[] => {
    const checked = checkConfig({ environments: { aws } })
    return 'findings' in checked ? checked.findings.map(({ path }) => path) : []
  }

  it('is taken as it is', () => {
    expect(findingsOf(GOOD)).to.deep.equal([])
  })

  it('is checked field by field, all at once', () => {
    const wrong = {
      ...GOOD,
      region: 'Ireland',
      accounts: ['1'],
      customers: 'https://user:secret@shop.example.com',
      alarms: [],
      fisRole: 'blackstart-fis',
      secretAccessKey: 'x',
    }
    expect(findingsOf(wrong).toSorted()).to.deep.equal([
      'environments.aws.accounts[0]',
      'environments.aws.alarms',
      'environments.aws.customers',
      'environments.aws.fisRole',
      'environments.aws.region',
      'environments.aws.secretAccessKey',
    ])
  })
})
