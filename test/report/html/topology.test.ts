import { expect } from 'chai'
import { layOut, NODE } from '../../../src/report/html/topology.ts'
import type { Report } from '../../../src/report/schema.ts'
import { sample } from '../sample.ts'

type Component = Report['environment']['components'][number]

function system(...parts: [id: string, role: string, zone: string | null][]): Report {
  const components = parts.map(([id, role, zone]): Component => ({ id, role, zone, address: '', state: 'running' }))
  const regions = [{ id: 'r', zones: ['a', 'b', 'c'] }]
  return { ...sample('pass'), environment: { regions, components, facts: {} } }
}

const WHOLE = system(
  ['lb', 'load-balancer', null],
  ['s-1', 'service', 'a'],
  ['s-2', 'service', 'a'],
  ['s-3', 'service', 'b'],
  ['writer', 'writer-endpoint', null],
  ['db-a', 'primary', 'a'],
  ['db-b', 'standby', 'b'],
  ['cache', 'something-new', 'c'],
)

describe('layOut', () => {
  const picture = layOut(WHOLE)

  it('places every component, and the clients', () => {
    expect(picture.nodes.map(({ id }) => id)).to.have.members([
      ...WHOLE.environment.components.map(({ id }) => id),
      'clients',
    ])
  })

  it('lets no two boxes overlap, and none stand outside the picture', () => {
    for (const one of picture.nodes) {
      expect(one.x + NODE.width).to.be.at.most(picture.width)
      expect(one.y + NODE.height).to.be.at.most(picture.height)
      for (const other of picture.nodes) {
        if (one === other) continue
        const apart = Math.abs(one.x - other.x) >= NODE.width || Math.abs(one.y - other.y) >= NODE.height
        expect(apart, `${one.id} and ${other.id}`).to.equal(true)
      }
    }
  })

  it('leads requests from the clients to the primary, and replication from there', () => {
    const edges = picture.edges.map(({ from, to, kind }) => `${from.id} ${kind} ${to.id}`)
    expect(edges).to.include.members([
      'clients request lb',
      'lb request s-2',
      's-3 request writer',
      'writer request db-a',
      'db-a replication db-b',
    ])
  })

  it('leads clients to the services where there is no load balancer', () => {
    const { edges } = layOut(system(['s-1', 'service', 'a'], ['db-a', 'primary', 'a']))
    expect(edges.map(({ from, to }) => `${from.id} ${to.id}`)).to.deep.equal(['clients s-1', 's-1 db-a'])
  })

  it('marks what the fault hit, a component or a whole zone', () => {
    expect(picture.nodes.filter(({ fault }) => fault !== undefined).map(({ id }) => id)).to.deep.equal(['db-a'])
    const faults = WHOLE.faults.map((fault) => ({ ...fault, kind: 'zone.lose', component: 'zone-b' }))
    const { lanes } = layOut({ ...WHOLE, faults })
    expect(lanes.filter(({ fault }) => fault !== undefined).map(({ title }) => title)).to.deep.equal(['zone b'])
    const regions = [
      { id: 'r', zones: ['a', 'b'] },
      { id: 's', zones: ['c'] },
    ]
    const cut = WHOLE.faults.map((fault) => ({ ...fault, kind: 'region.isolate', component: 'r' }))
    const two = layOut({ ...WHOLE, faults: cut, environment: { ...WHOLE.environment, regions } })
    const hit = two.lanes.filter(({ fault }) => fault !== undefined)
    expect(hit.map(({ title }) => title)).to.deep.equal(['r, zone a', 'r, zone b'])
  })
})
