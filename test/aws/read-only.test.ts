import { expect } from 'chai'
import { readOnlyPolicy } from '../../src/environments/aws/iam/operator.ts'
import { describeDrill } from '../../src/environments/aws/plan/describe.ts'
import { refuseUnsafeStart } from '../../src/environments/aws/safety/start.ts'
import type { Fault } from '../../src/model/fault.ts'
import { localReach } from '../support/aws/account.ts'
import { refusedOf } from '../support/aws/iam.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const FAULTS: readonly Fault[] = [
  { kind: 'database.failover' },
  { kind: 'instance.terminate', role: 'service' },
  { kind: 'instance.stop', role: 'service' },
  { kind: 'zone.lose', of: 'primary' },
  { kind: 'zone.isolate', of: 'standby' },
  { kind: 'region.isolate', region: 'primary' },
  { kind: 'dns.failover', healthCheck: 'region-a' },
  { kind: 'replication.pause', table: 'none' },
  { kind: 'fis', templateId: 'EXTnone' },
]

describe('a plan with nothing but the read-only policy', () => {
  let aws: LocalEndpoints
  beforeEach(async () => {
    aws = await new LocalEndpoints().listen()
  })
  afterEach(() => aws.close())

  for (const fault of FAULTS) {
    it(`of ${fault.kind} is made, and changes nothing`, async () => {
      const reach = localReach(aws)
      await refuseUnsafeStart(reach)
      const { lines } = await describeDrill(reach, [fault])
      expect(lines.length).to.be.greaterThan(0)
      if (fault.kind !== 'fis') expect(lines.join('\n')).to.match(/^Account {6}000000000000/)
      const policy = readOnlyPolicy([fault], reach.settings)
      for (const call of await aws.calls()) {
        expect(refusedOf(policy, call)).to.deep.equal([])
        expect(call.action).to.match(/:(Describe|Get|List|TestDNSAnswer)/)
      }
      expect(aws.lab.done).to.deep.equal([])
    })
  }
})
