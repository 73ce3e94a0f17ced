import { expect } from 'chai'
import { blastRadius } from '../../../src/drill/guards/blast-radius.ts'
import type { Fault, ResolvedTarget } from '../../../src/model/fault.ts'
import type { Topology } from '../../../src/model/topology.ts'
import type { BlastRadius } from '../../../src/scenario/guard-settings.ts'
import { expectFailsClosed, refusalOf } from './refusal.ts'

const part = { address: 'none', state: 'running' } as const
const TOPOLOGY: Topology = {
  regions: [{ id: 'r', zones: ['a', 'b'] }],
  components: [
    { ...part, id: 'db-a', role: 'primary', zone: 'a' },
    { ...part, id: 'service-a', role: 'service', zone: 'a' },
    { ...part, id: 'db-b', role: 'standby', zone: 'b' },
    { ...part, id: 'service-b', role: 'service', zone: 'b' },
    { ...part, id: 'load-balancer', role: 'load-balancer' },
  ],
}
const KILL: Fault = { kind: 'database.kill', role: 'primary' }

function target(component: string, fault: Fault = KILL): ResolvedTarget {
  return { fault, faultIndex: 0, component, reversal: 'inverse', precondition: '', identity: {} }
}

function guard(components: readonly string[], limits: BlastRadius = {}, lastHealthy = false, topology = TOPOLOGY) {
  return blastRadius({ topology, targets: components.map((id) => target(id)), limits, lastHealthy })
}

describe('blast radius', () => {
  it('lets one of two be hit', async () => {
    expect(await refusalOf(guard(['db-a']))).to.equal(undefined)
  })

  it('keeps the share of a zone', async () => {
    expect(await refusalOf(guard(['db-a'], { zoneShare: 0.5 }))).to.equal(undefined)
    expect(await refusalOf(guard(['db-a', 'service-a'], { zoneShare: 0.5 }))).to.include(
      '2 of 2 running components of zone a',
    )
    expect(await refusalOf(guard(['zone-a'], { zoneShare: 0.9 }))).to.include('zone a')
  })

  it('keeps the share of all instances', async () => {
    expect(await refusalOf(guard(['db-a', 'service-b'], { instanceShare: 0.5 }))).to.equal(undefined)
    expect(await refusalOf(guard(['zone-a', 'service-b'], { instanceShare: 0.5 }))).to.include('3 of 4')
  })

  it('never hits the last of a kind, unless the scenario says so', async () => {
    expect(await refusalOf(guard(['db-a', 'db-b']))).to.include('last running database (db-a, db-b)')
    expect(await refusalOf(guard(['load-balancer']))).to.include('last running load-balancer')
    expect(await refusalOf(guard(['db-a', 'db-b'], {}, true))).to.equal(undefined)
  })

  it('counts all of a region: its zones, and what stands in none of them', async () => {
    const inRegion = TOPOLOGY.components.map((each) => (each.zone === undefined ? { ...each, region: 'r' } : each))
    const other = [
      { ...part, id: 'db-c', role: 'replica' as const, zone: 'c' },
      { ...part, id: 'service-c', role: 'service' as const, zone: 'c' },
    ]
    const topology = { regions: [...TOPOLOGY.regions, { id: 's', zones: ['c'] }], components: [...inRegion, ...other] }
    expect(await refusalOf(guard(['r'], {}, false, topology))).to.include('the last running load-balancer')
    expect(await refusalOf(guard(['s'], {}, false, topology))).to.equal(undefined)
    expect(await refusalOf(guard(['r'], { instanceShare: 0.6 }, true, topology))).to.include('4 of 6')
    expect(await refusalOf(guard(['r', 'db-c'], {}, false, topology))).to.include('last running database')
  })

  it('counts only what runs now', async () => {
    const components = TOPOLOGY.components.map((each) =>
      each.id === 'db-b' ? { ...each, state: 'stopped' as const } : each,
    )
    expect(await refusalOf(guard(['db-a'], {}, false, { ...TOPOLOGY, components }))).to.include(
      'last running database (db-a)',
    )
  })

  it('does not count what only prepares a fault', async () => {
    const held = target('db-b', { kind: 'replication.hold', lead: '1s' })
    const asked = { topology: TOPOLOGY, targets: [held, target('db-a')], limits: {}, lastHealthy: false }
    expect(await refusalOf(blastRadius(asked))).to.equal(undefined)
  })

  it('refuses what it cannot measure', async () => {
    expect(await refusalOf(guard(['elsewhere']))).to.include("'elsewhere', which is not in the topology")
    const own: Fault = { kind: 'command', inject: 'true', verify: 'true', undo: 'true' }
    const asked = { topology: TOPOLOGY, targets: [target('command', own)], lastHealthy: false }
    expect(await refusalOf(blastRadius({ ...asked, limits: {} }))).to.equal(undefined)
    expect(await refusalOf(blastRadius({ ...asked, limits: { zoneShare: 0.5 } }))).to.include('nobody can tell')
  })

  it('counts what the drill has hit before, stopped or running again', async () => {
    const stopped = TOPOLOGY.components.map((each) =>
      each.id === 'db-a' ? { ...each, state: 'stopped' as const } : each,
    )
    for (const topology of [TOPOLOGY, { ...TOPOLOGY, components: stopped }]) {
      const asked = { topology, targets: [target('db-b')], earlier: [target('db-a')], lastHealthy: false }
      expect(await refusalOf(blastRadius({ ...asked, limits: {} }))).to.include('last running database (db-a, db-b)')
      const allowed = { ...asked, lastHealthy: true, limits: { instanceShare: 0.4 } }
      expect(await refusalOf(blastRadius(allowed))).to.include('2 of 4 running components')
    }
  })

  it('does not miss what it has hit and what is gone since', async () => {
    const asked = { topology: TOPOLOGY, targets: [target('db-b')], earlier: [target('service-c')], lastHealthy: false }
    expect(await refusalOf(blastRadius({ ...asked, limits: { zoneShare: 0.5 } }))).to.equal(undefined)
  })

  it('takes nothing for a stand-in of which nobody knows whether it runs', async () => {
    const components = TOPOLOGY.components.map((each) =>
      each.id === 'db-b' ? { ...each, state: 'unknown' as const } : each,
    )
    const topology = { ...TOPOLOGY, components }
    expect(await refusalOf(guard(['db-a'], {}, false, topology))).to.include('last running database')
    expect(await refusalOf(guard(['service-a'], {}, false, topology))).to.equal(undefined)
  })

  it('fails closed', () => expectFailsClosed(guard(['db-a'])))
})
