import { expect } from 'chai'
import { parse } from 'yaml'
import { type ComposeModel, parseComposeModel } from '../../../../src/environments/containers/compose/model.ts'
import { portsToPin, renderOverride } from '../../../../src/environments/containers/compose/override.ts'

const model = (services: object, more: object = {}): ComposeModel =>
  parseComposeModel(JSON.stringify({ name: 'p', services, ...more }))

const override = (given: ComposeModel, ports = new Map<string, number>()): string =>
  renderOverride(given, 'd1', ports, '127.0.0.1')

/** What compose reads, without the tags that only compose knows. */
const read = (text: string): unknown => parse(text.replaceAll(/!(override|reset) /g, ''))

const labels = { 'blackstart.drill': 'd1' }

describe('compose override', () => {
  it('labels everything that is the stack’s own with the drill', () => {
    const given = model(
      { web: { image: 'x' }, db: { image: 'x' } },
      { networks: { default: { name: 'p_default' } }, volumes: { data: { name: 'p_data' } } },
    )
    expect(read(override(given))).to.deep.equal({
      services: { web: { labels }, db: { labels } },
      networks: { default: { labels } },
      volumes: { data: { labels } },
    })
  })

  it('replaces published ports by ports on loopback that were chosen', () => {
    const given = model({ web: { image: 'x', ports: [{ target: 80, published: '8080', protocol: 'tcp' }] }, db: {} })
    expect(portsToPin(given)).to.deep.equal(['web:80/tcp'])
    expect(override(given, new Map([['web:80/tcp', 23_456]]))).to.include('ports: !override ["127.0.0.1:23456:80"]')
  })

  it('publishes those of a service with several containers on loopback, too, wherever the engine chooses', () => {
    const given = model({
      web: { image: 'x', ports: [{ target: 80, published: '8080-8082' }], deploy: { replicas: 3 } },
    })
    expect(portsToPin(given)).to.deep.equal([])
    expect(override(given)).to.include('ports: !override ["127.0.0.1::80"]')
  })

  it('keeps the protocol of a port', () => {
    const ports = [
      { target: 53, protocol: 'udp' },
      { target: 53, protocol: 'tcp' },
    ]
    const given = model({ dns: { image: 'x', ports } })
    const chosen = new Map(portsToPin(given).map((key, index) => [key, 20_000 + index]))
    expect(override(given, chosen)).to.include('["127.0.0.1:20000:53/udp","127.0.0.1:20001:53"]')
  })

  it('takes away names that can be there only once', () => {
    const given = model(
      { web: { image: 'x', container_name: 'shop-web' } },
      { networks: { default: { name: 'shop' } }, volumes: { data: { name: 'shop_data' } } },
    )
    const text = override(given)
    expect(text).to.include('container_name: !reset null')
    expect(read(text)).to.deep.include({
      networks: { default: { labels, name: 'p_default' } },
      volumes: { data: { labels, name: 'p_data' } },
    })
  })

  it('leaves alone what exists without us', () => {
    const outer = { outer: { name: 'prod', external: true } }
    expect(
      Object.keys(read(override(model({ web: {} }, { networks: outer, volumes: outer }))) as object),
    ).to.deep.equal(['services'])
  })

  it('labels images that are built for the drill, and none that has a name of its own', () => {
    const build = { context: '.' }
    expect(read(override(model({ app: { build }, web: { build, image: 'shop/web' } })))).to.deep.equal({
      services: {
        app: { labels, build: { labels: { ...labels, 'com.docker.compose.project': 'p' } } },
        web: { labels },
      },
    })
  })
})
