import { expect } from 'chai'
import type { ComposeModel, ComposeService } from '../../../src/environments/containers/compose/model.ts'
import { planStack } from '../../../src/environments/containers/stack-plan.ts'
import type { Fault } from '../../../src/model/fault.ts'

interface Given {
  readonly labels?: Readonly<Record<string, string>>
  readonly published?: readonly number[]
  readonly mounts?: ComposeService['mounts']
}

function model(services: Readonly<Record<string, Given>>): ComposeModel {
  return {
    project: 'p',
    services: Object.entries(services).map(([name, { labels = {}, published = [], mounts = [] }]) => ({
      name,
      image: 'image',
      builds: false,
      labels,
      published,
      ports: published.map((port) => ({ port, protocol: 'tcp' })),
      mounts,
      containerName: undefined,
      replicas: 1,
      environment: {},
    })),
    networks: [],
    volumes: [],
  }
}

const web: Given = { labels: { 'blackstart.role': 'service', 'blackstart.zone': 'a' }, published: [80] }

function findings(services: Readonly<Record<string, Given>>, faults: readonly Fault[] = []): readonly string[] {
  const planned = planStack(model(services), faults)
  return 'findings' in planned ? planned.findings : []
}

function plan(services: Readonly<Record<string, Given>>) {
  const planned = planStack(model(services), [])
  if ('findings' in planned) throw new Error(planned.findings.join('\n'))
  return planned.value
}

describe('plan of a stack', () => {
  it('takes roles, zones and addresses from the labels', () => {
    const { services } = plan({
      web,
      db: {
        labels: {
          'blackstart.role': 'primary',
          'blackstart.sql': 'postgresql://app@x/shop',
          'blackstart.events': 'stdout',
        },
        published: [5_432],
      },
    })
    expect(services[0]).to.deep.include({ service: 'web', role: 'service', zone: 'a', events: false })
    expect(services[1]).to.deep.include({ service: 'db', role: 'primary', events: true })
    expect(services[1]?.sql?.port).to.equal('5432')
  })

  describe('the address that customers use', () => {
    it('is where the label says', () => {
      const entry = { labels: { 'blackstart.http': '443' }, published: [80, 443] }
      expect(plan({ web, entry }).customer).to.deep.equal({ service: 'entry', port: 443 })
    })

    it('is the one published port of the load balancer, before that of a service', () => {
      const entry = { labels: { 'blackstart.role': 'load-balancer' }, published: [8_080] }
      expect(plan({ web, entry }).customer).to.deep.equal({ service: 'entry', port: 8_080 })
      expect(plan({ web }).customer).to.deep.equal({ service: 'web', port: 80 })
    })

    it('must be told where it cannot be seen', () => {
      expect(findings({ web: { published: [80] } })).to.match(/no service has the label blackstart\.http/)
      expect(findings({ one: web, two: web })).to.match(/no service has the label blackstart\.http/)
    })

    it('must be one, and published', () => {
      const labels = { 'blackstart.http': '80' }
      expect(findings({ one: { labels, published: [80] }, two: { labels, published: [80] } })).to.match(
        /'one' and 'two' both/,
      )
      expect(findings({ one: { labels, published: [81] } })).to.match(/port 80 is not published; published are 81/)
      expect(findings({ one: { labels } })).to.match(/port 80 is not published\. Add it/)
    })
  })

  it('finds every label that cannot be', () => {
    const labels = {
      'blackstart.role': 'database',
      'blackstart.sql': 'postgresql://app:secret@x/shop',
      'blackstart.events': 'stderr',
      'blackstart.data': '/',
    }
    const found = findings({ web, db: { labels } })
    expect(found).to.have.length(4)
    expect(found.join('\n'))
      .to.match(/'database' is no role/)
      .and.match(/password/)
      .and.match(/write 'stdout'/)
      .and.match(/absolute path of the folder that is lost/)
    expect(found.join('\n')).not.to.include('secret')
  })

  it('finds an SQL address that is none, is no PostgreSQL, or is not published', () => {
    const at = (sql: string): readonly string[] => findings({ web, db: { labels: { 'blackstart.sql': sql } } })
    expect(at('shop')).to.match(/is no URL/)
    expect(at('mysql://x:3306/shop')).to.match(/is not PostgreSQL/)
    expect(at('postgres://x:6432/shop')).to.match(/port 6432 is not published/)
  })

  it('knows its labels: one that nobody reads is a typing error', () => {
    const labels = { 'blackstart.rol': 'primary', 'blackstart.hand.FENCE': 'x', 'blackstart.colour': 'red' }
    const found = findings({ web, db: { labels } })
    expect(found).to.have.length(2)
    expect(found[0]).to.equal(
      "service 'db', label blackstart.rol: there is no such label. Did you mean blackstart.role?",
    )
    expect(found[1]).to.include('label blackstart.colour').and.include('There are blackstart.role')
  })

  it('loses no standby whose files would be lost to the team', () => {
    const labels = { 'blackstart.role': 'standby', 'blackstart.data': '/data/db' }
    const mount = (type: string) => [{ type, source: '/home/ann/data', target: '/data', readOnly: false }]
    const lost = (type: string): readonly string[] =>
      findings({ web, db: { labels, mounts: mount(type) } }, [{ kind: 'standby.lose' }])
    expect(lost('bind')).to.match(/\/data\/db of service 'db' lies outside of this stack/)
    expect(lost('volume')).to.deep.equal([])
  })

  describe('finds what a fault misses', () => {
    const faults: Readonly<Record<string, readonly [Fault, RegExp]>> = {
      role: [
        { kind: 'database.kill', role: 'primary' },
        /faults\[0\] \(database.kill\): no service has the label blackstart.role: primary/,
      ],
      'zone by role': [
        { kind: 'zone.lose', of: 'primary' },
        /label blackstart.role: primary has the label blackstart.zone/,
      ],
      'a part': [
        { kind: 'instance.stop', role: 'load-balancer' },
        /faults\[0\] \(instance.stop\): no service has the label blackstart.role: load-balancer/,
      ],
      'a peer': [{ kind: 'network.cut', role: 'service', peer: 'primary' }, /label blackstart.role: primary/],
      'who is asked for a switchover': [{ kind: 'database.failover' }, /label blackstart.switchover/],
      'where the files of a standby are': [
        { kind: 'standby.lose' },
        /label blackstart.role: standby has the label blackstart.data/,
      ],
      'both ends of a replication link': [{ kind: 'replication.hold', lead: '1s' }, /label blackstart.sql/],
      'zone by name': [{ kind: 'zone.isolate', zone: 'b' }, /no service has the label blackstart.zone: b/],
    }
    for (const [name, [fault, expected]] of Object.entries(faults)) {
      it(name, () => expect(findings({ web }, [fault])).to.match(expected))
    }

    it('and nothing where all is there, or the fault is the team’s own', () => {
      const own: Fault = { kind: 'manual', ask: 'pull the plug' }
      expect(
        findings({ web }, [{ kind: 'instance.freeze', role: 'service' }, { kind: 'zone.lose', zone: 'a' }, own]),
      ).to.deep.equal([])
    })
  })
})
