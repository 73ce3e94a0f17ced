import { expect } from 'chai'
import { parseComposeModel } from '../../../../src/environments/containers/compose/model.ts'

describe('compose model', () => {
  const json = JSON.stringify({
    name: 'shop',
    services: {
      web: {
        image: 'shop/web:1',
        labels: { 'blackstart.role': 'service', 'blackstart.http': 80 },
        ports: [
          { mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' },
          { target: 80, protocol: 'udp' },
          { target: 443 },
        ],
        deploy: { replicas: 2 },
      },
      db: { build: { context: '.' } },
    },
    networks: { default: { name: 'shop_default', ipam: {} }, outer: { external: true } },
    volumes: { data: null },
  })

  it('takes services with image, labels as text, and each published port once', () => {
    const [web] = parseComposeModel(json).services
    expect(web).to.deep.equal({
      name: 'web',
      image: 'shop/web:1',
      builds: false,
      labels: { 'blackstart.role': 'service', 'blackstart.http': '80' },
      ports: [
        { port: 80, protocol: 'tcp' },
        { port: 80, protocol: 'udp' },
        { port: 443, protocol: 'tcp' },
      ],
      published: [80, 443],
      mounts: [],
      containerName: undefined,
      replicas: 2,
      environment: {},
    })
  })

  it('knows a service that compose can build', () => {
    const [, db] = parseComposeModel(json).services
    expect(db).to.include({ builds: true, image: undefined, replicas: 1 })
  })

  it('knows networks and volumes that are not the stack’s own', () => {
    const { networks, volumes } = parseComposeModel(json)
    expect(networks).to.deep.equal([
      { key: 'default', name: 'shop_default', external: false, device: undefined },
      { key: 'outer', name: 'shop_outer', external: true, device: undefined },
    ])
    expect(volumes).to.deep.equal([{ key: 'data', name: 'shop_data', external: false, device: undefined }])
  })
})
