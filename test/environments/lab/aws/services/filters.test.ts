import { expect } from 'chai'
import { passes } from '../../../../../src/environments/lab/aws/services/filters.ts'

const FIELDS = { 'instance-state-name': ['running'], 'vpc-id': ['vpc-1'] }
const TAGS = [
  { Key: 'Name', Value: 'service-a-1' },
  { Key: 'team', Value: 'shop' },
]

describe('filters of EC2', () => {
  const pass = (...filters: readonly (readonly [Name: string, ...Values: string[]])[]) =>
    passes(
      filters.map(([Name, ...Values]) => ({ Name, Values })),
      FIELDS,
      TAGS,
    )

  it('must all hold, each with one of its values', () => {
    expect(passes(undefined, FIELDS, TAGS)).to.equal(true)
    expect(pass(['instance-state-name', 'stopped', 'running'], ['vpc-id', 'vpc-1'])).to.equal(true)
    expect(pass(['instance-state-name', 'running'], ['vpc-id', 'vpc-2'])).to.equal(false)
    expect(pass(['instance-state-name'])).to.equal(false)
  })

  it('look at tags by key and by value', () => {
    expect(pass(['tag:team', 'shop'])).to.equal(true)
    expect(pass(['tag:team', 'shops'], ['tag-key', 'team'])).to.equal(false)
    expect(pass(['tag-key', 'team'])).to.equal(true)
    expect(pass(['tag:nobody', '*'])).to.equal(false)
  })

  it('know wildcards, and nothing else as one', () => {
    expect(pass(['tag:Name', 'service-*'])).to.equal(true)
    expect(pass(['tag:Name', 'service-?-1'])).to.equal(true)
    expect(pass(['tag:Name', 'service.a.1'])).to.equal(false)
  })

  it('refuse a name that is not known: ignored, everything would pass', () => {
    expect(() => pass(['instance.state', 'running'])).to.throw("The filter 'instance.state' is invalid")
  })
})
