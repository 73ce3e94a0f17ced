import { expect } from 'chai'
import { parseComposeModel } from '../../../src/environments/containers/compose/model.ts'
import { planStack } from '../../../src/environments/containers/stack-plan.ts'
import { renderLabels, suggestLabels } from '../../../src/environments/containers/suggest.ts'

type Services = Readonly<Record<string, object>>

const suggestion = (services: Services) => suggestLabels(parseComposeModel(JSON.stringify({ name: 'p', services })))
const labelsOf = (services: Services) =>
  Object.fromEntries(
    suggestion(services).services.map(({ service, labels }) => [
      service,
      Object.fromEntries(labels.map(({ label, value }) => [label, value])),
    ]),
  )

const SHOP: Services = {
  edge: { image: 'nginx:1.27', ports: [{ target: 80, published: '8080' }] },
  api: { build: { context: '.' } },
  'pg-replica': { image: 'docker.io/bitnami/postgresql:17' },
  pg: {
    image: 'postgres:17',
    environment: { POSTGRES_HOST_AUTH_METHOD: 'trust', POSTGRES_DB: 'shop', POSTGRES_PASSWORD: 'geheim' },
    ports: [{ target: 5432, published: '5432' }],
  },
  cache: { image: 'redis:7' },
}

describe('labels that are suggested for a compose file', () => {
  it('are guessed from names, images and ports', () => {
    expect(labelsOf(SHOP)).to.deep.equal({
      edge: { 'blackstart.role': 'load-balancer', 'blackstart.http': '80' },
      api: { 'blackstart.role': 'service' },
      'pg-replica': { 'blackstart.role': 'standby' },
      pg: { 'blackstart.role': 'primary', 'blackstart.sql': 'postgresql://postgres@localhost:5432/shop' },
      cache: {},
    })
    expect(suggestion(SHOP)).to.deep.include({ missing: [], target: 'service' })
  })

  it('ask whether a drill may use what is not made for it', () => {
    const data = { type: 'bind', source: '/srv/data', target: '/data' }
    const { missing } = suggestion({ ...SHOP, pg: { ...SHOP['pg'], volumes: [data] } })
    expect(missing.join()).to.include("service 'pg' may write into /srv/data").and.include('shared=pg:/data')
  })

  it('are accepted by a drill', () => {
    const model = parseComposeModel(JSON.stringify({ name: 'p', services: SHOP }))
    const labels = labelsOf(SHOP)
    const services = model.services.map((service) => ({ ...service, labels: labels[service.name] ?? {} }))
    expect(planStack({ ...model, services }, [{ kind: 'instance.terminate', role: 'service' }])).to.have.property(
      'value',
    )
  })

  it('take the service that publishes a port for the entry, where nothing stands before it', () => {
    expect(labelsOf({ web: { image: 'web', ports: [{ target: 3000 }] } })).to.deep.equal({
      web: { 'blackstart.role': 'service', 'blackstart.http': '3000' },
    })
  })

  it('say what cannot be seen', () => {
    const { missing, target } = suggestion({ pg: { image: 'postgres', environment: { POSTGRES_PASSWORD: 'geheim' } } })
    expect(missing.join('\n'))
      .to.match(/which service customers use/)
      .and.match(/which service answers requests/)
      .and.match(/how 'pg' is asked/)
    expect(target).to.equal('primary')
  })

  it('take for a database what is called one, and ask only PostgreSQL by SQL', () => {
    expect(labelsOf({ db: { build: { context: '.' } }, 'orders-db': { image: 'own' } })).to.deep.equal({
      db: { 'blackstart.role': 'primary' },
      'orders-db': { 'blackstart.role': 'primary' },
    })
    const { missing } = suggestion({ db: { image: 'mysql:8' } })
    expect(missing.join()).to.include("'db': it is no PostgreSQL").and.not.include('postgresql://')
  })

  it('are written with what they were told by, and without a secret', () => {
    const text = renderLabels(suggestion(SHOP))
    expect(text).to.include('      blackstart.role: "load-balancer" # its image is a load balancer')
    expect(text).to.include('  # cache: no label, no role in a drill')
    expect(text).not.to.include('geheim')
  })
})
