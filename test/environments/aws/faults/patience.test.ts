import { expect } from 'chai'
import { awsPatience } from '../../../../src/environments/aws/faults/patience.ts'
import { awsDriver } from '../../../../src/environments/aws/driver.ts'
import { awsLabDriver } from '../../../../src/environments/aws-lab/driver.ts'
import { AWS_PARTS } from '../../../../src/environments/aws/parts.ts'
import { labDriver } from '../../../../src/environments/lab/driver.ts'
import type { EnvironmentDriver } from '../../../../src/environments/environment.ts'
import type { Fault } from '../../../../src/model/fault.ts'
import { configuration } from '../../../../src/scenario/config.ts'

const MINUTE = 60_000
const ISOLATION: Fault = { kind: 'zone.isolate', of: 'primary' }
const AWS = {
  region: 'eu-west-1',
  accounts: ['111122223333'],
  customers: 'https://shop.example.com',
  alarms: ['orders-down'],
}

describe('the patience with FIS', () => {
  for (const driver of [awsDriver, awsLabDriver(labDriver, AWS_PARTS)]) {
    const undoMs = (given: Readonly<Record<string, string>>, fault: Fault = ISOLATION): number | undefined => {
      const parsed = driver.settings(given, configuration({ environments: { aws: AWS } }, '/somewhere'))
      if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
      return (driver satisfies EnvironmentDriver).patience?.(fault, parsed.value)?.undoMs
    }

    it(`is five minutes in '${driver.name}', unless somebody says otherwise`, () => {
      expect(undoMs({})).to.equal(5 * MINUTE)
      expect(undoMs({ undo: '20m' })).to.equal(20 * MINUTE)
    })

    it(`is that of FIS alone in '${driver.name}'`, () => {
      expect(undoMs({ undo: '20m' }, { kind: 'instance.terminate', role: 'service' })).to.equal(0)
    })
  }

  it('is as long as what is waited for together, and for every target', () => {
    const longest = (fault: Fault, expectedTargets: readonly string[] = []): number =>
      awsPatience(fault, { undoMs: 1, expectedTargets })?.injectMs ?? 0
    // Preview, what it hits, its word, what bears it out: two minutes each; the start, and the answer of each call.
    expect(longest(ISOLATION)).to.equal(600_000)
    expect(longest({ kind: 'replication.pause', table: 'orders' })).to.equal(720_000)
    expect(longest({ kind: 'dns.failover', healthCheck: 'hc' })).to.equal(195_000)
    expect(longest({ kind: 'instance.terminate', role: 'service' })).to.equal(445_000)
    expect(longest({ kind: 'database.kill', role: 'primary' })).to.equal(75_000)
    expect(longest({ kind: 'database.failover' }, ['orders', 'stock'])).to.equal(2 * 600_000)
    expect(longest({ kind: 'data.drop' })).to.equal(0)
  })
})
