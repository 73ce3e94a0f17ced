import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import { handsFor } from '../../../src/environments/containers/hands-for-runbooks.ts'
import { FakeReach } from './fake-engine.ts'

describe('values for the inputs of runbooks', () => {
  const values = async (labels: Readonly<Record<string, string>> = {}) => {
    const reach = new FakeReach()
    reach.engine.add('db-a', { 'blackstart.role': 'primary', 'blackstart.zone': 'a' })
    reach.engine.add('manager', labels)
    const containers = await reach.stack.containers()
    const ported = containers.map((one) =>
      one.component === 'db-a'
        ? { ...one, sql: 'postgresql://postgres@localhost:5432/shop', ports: new Map([[5_432, 15_432]]) }
        : one,
    )
    return handsFor(ported, { primary: ported[0], standby: undefined }, reach.engine, 'http://127.0.0.1:80')
  }

  it('are the addresses at which the stack can be reached from here', async () => {
    expect(await values()).to.deep.equal({
      SERVICE_URL: 'http://127.0.0.1:80',
      PRIMARY_ZONE: 'a',
      PRIMARY_URL: 'postgresql://postgres@127.0.0.1:15432/shop',
    })
  })

  it('are commands in the containers whose labels name them, about the databases as they are now', async () => {
    const { FENCE } = await values({ 'blackstart.hand.FENCE': "fence {primary} --why 'lost'" })
    expect(FENCE).to.match(/^docker --host unix:\/\/\/fake.sock exec manager-id sh -c /)
    const said = execFileSync('sh', [
      '-c',
      FENCE?.replace('docker --host unix:///fake.sock exec manager-id sh -c', 'printf %s') ?? '',
    ])
    expect(said.toString()).to.equal("fence db-a --why 'lost'")
  })

  it('lack what speaks of a database that is not there', async () => {
    expect(await values({ 'blackstart.hand.LEAD_CLIENTS': 'lead {standby}' })).not.to.have.property('LEAD_CLIENTS')
  })
})
