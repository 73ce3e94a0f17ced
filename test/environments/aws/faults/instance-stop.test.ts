import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import { specIn } from '../../../../src/environments/aws/faults/experiment.ts'
import type { InstanceStop } from '../../../../src/model/part-fault.ts'
import { FakeAccount, INSTANCE } from '../fake-ports.ts'

const STOP: InstanceStop = { kind: 'instance.stop', role: 'service', for: '1m' }
const SETTINGS = { fisRole: 'arn:aws:iam::111122223333:role/fis' }

describe('instances that are stopped', () => {
  const account = new FakeAccount()
  account.instances = Array.from({ length: 7 }, (_, index) => ({
    ...INSTANCE,
    id: `i-${index}`,
    arn: `arn:i-${index}`,
    name: `service/i-${index}`,
  }))

  it('are stopped together, by one experiment of as many targets as FIS needs', async () => {
    const targets = await awsFaultPlane(account.reach(SETTINGS)).resolve({ ...STOP, count: 6 }, 0)
    expect(targets).to.have.length(1)
    const [target] = targets
    expect(target).to.deep.include({
      component: 'service/i-0',
      alsoHits: ['service/i-1', 'service/i-2', 'service/i-3', 'service/i-4', 'service/i-5'],
      reversal: 'expires',
    })
    expect(target?.identity['stops']).to.equal('i-0 i-1 i-2 i-3 i-4 i-5')
    const { actions, targets: hit } = specIn(target!)!
    expect(Object.keys(actions)).to.deep.equal(['Stop-Instances', 'Stop-Instances-2'])
    expect(Object.values(hit).flatMap(({ resourceArns }) => resourceArns)).to.have.length(6)
  })

  it('are none where there are fewer than were asked for', async () => {
    expect(await awsFaultPlane(account.reach(SETTINGS)).resolve({ ...STOP, count: 8 }, 0)).to.deep.equal([])
  })
})
