import { expect } from 'chai'
import { parse } from 'yaml'
import type { ComposeModel, ComposeService } from '../../../../src/environments/containers/compose/model.ts'
import { portKey, portsToPin, renderOverride } from '../../../../src/environments/containers/compose/override.ts'

const service = (name: string, published: number[], replicas = 1): ComposeService => ({
  name,
  image: 'image',
  builds: false,
  labels: {},
  published,
  replicas,
  environment: {},
})

describe('compose override', () => {
  const model: ComposeModel = {
    services: [service('web', [80]), service('db', []), service('many', [81], 3)],
    networks: ['default'],
    volumes: ['data'],
  }

  it('pins the ports of services with one container', () => {
    expect(portsToPin(model)).to.deep.equal([{ service: 'web', port: 80 }])
  })

  it('labels everything with the drill and replaces the ports', () => {
    const text = renderOverride(model, 'drill-1', new Map([[portKey('web', 80), 23_456]]), '127.0.0.1')
    expect(text).to.include('ports: !override ["127.0.0.1:23456:80"]')
    const read = parse(text.replaceAll('!override ', '')) as Record<string, Record<string, { labels: unknown }>>
    const labels = { 'blackstart.drill': 'drill-1' }
    expect(read).to.deep.equal({
      services: { web: { labels, ports: ['127.0.0.1:23456:80'] }, db: { labels }, many: { labels } },
      networks: { default: { labels } },
      volumes: { data: { labels } },
    })
  })

  it('leaves the sections out that would be empty', () => {
    const text = renderOverride({ ...model, networks: [], volumes: [] }, 'd', new Map(), '127.0.0.1')
    expect(Object.keys(parse(text) as object)).to.deep.equal(['services'])
  })
})
