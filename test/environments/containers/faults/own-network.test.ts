import { expect } from 'chai'
import { networkCut } from '../../../../src/environments/containers/faults/network-drop.ts'
import { zoneLose } from '../../../../src/environments/containers/faults/zone.ts'
import { NoTargetError } from '../../../../src/environments/environment.ts'
import { FakeReach } from '../fake-engine.ts'

describe('networks that others have too', () => {
  let reach: FakeReach
  beforeEach(() => {
    reach = new FakeReach()
    reach.engine.add('web', { 'blackstart.role': 'service', 'blackstart.zone': 'a' })
  })

  const cut = () => networkCut.resolve(reach, { kind: 'network.cut', role: 'service' }, 0)
  const refused = async (): Promise<string> => {
    const error = await cut().catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(NoTargetError)
    expect(await zoneLose.resolve(reach, { kind: 'zone.lose', zone: 'a' }, 0).catch(String)).to.include('zone.lose: ')
    return String(error)
  }

  it('are left alone: the host of the engine would be cut off', async () => {
    reach.engine.add('agent', { 'blackstart.role': 'service', 'blackstart.zone': 'a' }, 'always', 'host')
    reach.engine.get('web').labels = {}
    expect(await refused()).to.include("'agent' uses the network of the engine's host")
  })

  it('are left alone by whoever uses one, and for whoever has it', async () => {
    reach.engine.add('proxy', {}, 'always', 'container:web-id')
    expect(await refused()).to.include("the network of 'web' is used by 'proxy', too")
    reach.engine.get('web').labels = {}
    reach.engine.get('proxy').labels = { 'blackstart.role': 'service', 'blackstart.zone': 'a' }
    expect(await refused()).to.include("'proxy' uses the network of 'web'")
  })

  it('are no matter where each has its own', async () => {
    reach.engine.add('other', {})
    expect(await cut()).to.have.length(1)
  })
})
