import { expect } from 'chai'
import { proberOutside } from '../../../src/drill/guards/prober-outside.ts'
import type { ResolvedTarget } from '../../../src/model/fault.ts'
import type { Topology } from '../../../src/model/topology.ts'
import { expectFailsClosed, refusalOf } from './refusal.ts'

const TOPOLOGY: Topology = {
  regions: [{ id: 'r', zones: ['a', 'b'] }],
  components: [{ id: 'db-a', role: 'primary', zone: 'a', address: 'none', state: 'running' }],
}

function hits(component: string): ResolvedTarget[] {
  const fault = { kind: 'zone.lose', of: 'primary' } as const
  return [{ fault, faultIndex: 0, component, reversal: 'inverse', precondition: '', identity: {} }]
}

describe('the prober outside of what is hit', () => {
  it('refuses a fault on the prober’s own zone or component', async () => {
    expect(await refusalOf(proberOutside('a', hits('zone-a'), TOPOLOGY))).to.include('the prober stands in a')
    expect(await refusalOf(proberOutside('db-a', hits('db-a'), TOPOLOGY))).to.include('the prober stands in db-a')
    expect(await refusalOf(proberOutside('db-a', hits('zone-a'), TOPOLOGY))).to.include('zone-a')
  })

  it('refuses a fault on the region in which the prober stands, or its zone or component', async () => {
    for (const standsIn of ['a', 'db-a']) {
      expect(await refusalOf(proberOutside(standsIn, hits('r'), TOPOLOGY))).to.include('hits r')
    }
    const inRegion = { id: 'balancer', role: 'load-balancer', region: 'r', address: 'none', state: 'running' } as const
    const topology = { ...TOPOLOGY, components: [inRegion] }
    expect(await refusalOf(proberOutside('balancer', hits('r'), topology))).to.include('stands in balancer')
  })

  it('agrees elsewhere', async () => {
    expect(await refusalOf(proberOutside('b', hits('zone-a'), TOPOLOGY))).to.equal(undefined)
    expect(await refusalOf(proberOutside(undefined, hits('zone-a'), TOPOLOGY))).to.equal(undefined)
  })

  it('fails closed', () => expectFailsClosed(proberOutside('b', [], TOPOLOGY)))
})
