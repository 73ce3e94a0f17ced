import { DescribeEvents$, FailoverDBCluster$ } from '@aws-sdk/client-rds'
import type { StaticOperationSchema } from '@smithy/types'
import { DescribeInstances$ } from '@aws-sdk/client-ec2'
import { expect } from 'chai'
import { decodeForm } from '../../../../../src/environments/lab/aws/codec/form.ts'

describe('forms of the query protocols', () => {
  const rds = (schema: StaticOperationSchema, text: string) =>
    decodeForm(schema[4], new URLSearchParams(text), 'aws-query')
  const ec2 = (text: string) => decodeForm(DescribeInstances$[4], new URLSearchParams(text), 'ec2-query')

  it('have lists whose items bear names, numbers, dates and truths of the schema', () => {
    const form =
      'Action=DescribeEvents&Duration=60&StartTime=2026-11-21T15%3A00%3A00Z&EventCategories.EventCategory.1=failover'
    expect(rds(DescribeEvents$, form)).to.deep.equal({
      Duration: 60,
      StartTime: new Date('2026-11-21T15:00:00Z'),
      EventCategories: ['failover'],
    })
    expect(rds(FailoverDBCluster$, 'DBClusterIdentifier=')).to.deep.equal({ DBClusterIdentifier: '' })
    expect(rds(DescribeEvents$, 'EventCategories=')).to.deep.equal({ EventCategories: [] })
  })

  it('of EC2 are flat, with names of their own', () => {
    expect(ec2('InstanceId.1=i-1&InstanceId.2=i-2&Filter.1.Name=a&Filter.1.Value.1=b&DryRun=true')).to.deep.equal({
      InstanceIds: ['i-1', 'i-2'],
      Filters: [{ Name: 'a', Values: ['b'] }],
      DryRun: true,
    })
  })

  it('are read in the order of their numbers', () => {
    expect(ec2('InstanceId.10=i-10&InstanceId.9=i-9&InstanceId.1=i-1')).to.deep.equal({
      InstanceIds: ['i-1', 'i-9', 'i-10'],
    })
  })

  it('may say what nobody asked for: it is left out', () => {
    expect(ec2('Nonsense.1.More=x')).to.deep.equal({})
  })
})
