import { expect } from 'chai'
import { type ComposeModel, parseComposeModel } from '../../../../src/environments/containers/compose/model.ts'
import { isShared, sharedThings, unagreedSharing } from '../../../../src/environments/containers/compose/shared.ts'

const model = (services: object, more: object = {}): ComposeModel =>
  parseComposeModel(JSON.stringify({ name: 'p', services, ...more }))
const keys = (given: ComposeModel): readonly string[] => sharedThings(given).map(({ key }) => key)

const bind = (source: string, target: string, readOnly = false): object => ({
  type: 'bind',
  source,
  target,
  read_only: readOnly,
})

describe('what a stack shares with others', () => {
  it('is nothing where everything is its own', () => {
    const volumes = [
      { type: 'volume', source: 'data', target: '/data' },
      { type: 'volume', target: '/anonymous' },
      { type: 'tmpfs', target: '/tmp' },
      bind('/home/ann/shop/nginx.conf', '/etc/nginx.conf', true),
    ]
    const own = {
      data: { name: 'shop_data' },
      small: { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' } },
    }
    expect(keys(model({ db: { volumes } }, { volumes: own, networks: { default: { name: 'shop' } } }))).to.deep.equal(
      [],
    )
  })

  it('are volumes and networks that exist without it, and volumes whose files lie elsewhere', () => {
    const volumes = {
      prod: { name: 'prod_data', external: true },
      folder: { driver_opts: { type: 'none', o: 'bind', device: '/srv/data' } },
      share: { driver_opts: { type: 'nfs', o: 'addr=10.0.0.1', device: ':/export' } },
    }
    const given = model({}, { volumes, networks: { outer: { name: 'prod', external: true } } })
    expect(keys(given)).to.deep.equal(['prod', 'folder', 'share', 'outer'])
  })

  it('are folders of the host that it may write into, and the engine’s socket in any case', () => {
    const volumes = [bind('/home/ann/data', '/data'), bind('/var/run/docker.sock', '/docker.sock', true)]
    expect(keys(model({ db: { volumes } }))).to.deep.equal(['db:/data', 'db:/docker.sock'])
  })

  it('is refused until somebody says that a drill may use it', () => {
    const given = model(
      { db: { volumes: [bind('/home/ann/data', '/data')] } },
      { volumes: { prod: { external: true } } },
    )
    const refused = unagreedSharing(given, ['prod'])
    expect(refused).to.have.length(2)
    expect(refused.join('\n'))
      .to.include("service 'db' may write into /home/ann/data")
      .and.include('--set shared=prod,db:/data')
    expect(unagreedSharing(given, ['prod', 'db:/data'])).to.deep.equal([])
  })

  it('counts for the folders below it, up to the next mount', () => {
    const volumes = [bind('/srv', '/data'), { type: 'volume', source: 'own', target: '/data/db/' }]
    const given = model({ db: { volumes } }, { volumes: { own: {} } })
    const [db] = given.services
    const shared = (path: string): boolean => db !== undefined && isShared(db, path, given)
    expect([shared('/data'), shared('/data/forks'), shared('/database')]).to.deep.equal([true, true, false])
    expect([shared('/data/db'), shared('/data/db/base')]).to.deep.equal([false, false])
  })
})
