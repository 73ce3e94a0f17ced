import { expect } from 'chai'
import { RDSClient } from '@aws-sdk/client-rds'
import { partitionOf } from '../../../src/environments/aws/partition.ts'

describe('the partitions of AWS', () => {
  const rows = [
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eu-isoe-west-1', 'aws-iso-e'],
  ] as const
  for (const [region, name] of rows) {
    it(`have ${region} in ${name}, at the address that AWS's own clients use`, async () => {
      const { config } = new RDSClient({ region })
      const { url } = config.endpointProvider({ Region: region, UseDualStack: false, UseFIPS: false })
      expect(partitionOf(region).name).to.equal(name)
      expect(url.hostname).to.equal(`rds.${region}.${partitionOf(region).suffix}`)
    })
  }
})
