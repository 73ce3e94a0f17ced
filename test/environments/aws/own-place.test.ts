import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { ownPlace, standsIn } from '../../../src/environments/aws/own-place.ts'
import type { Topology } from '../../../src/model/topology.ts'

/** A busy machine answers itself late. */
const PATIENT_MS = 20_000

const TOPOLOGY: Topology = { regions: [{ id: 'eu-west-1', zones: ['eu-west-1a', 'eu-west-1b'] }], components: [] }

describe('where the prober stands', () => {
  /** Answers as EC2 does: nothing without a token that was asked for by PUT. */
  const metadata = createServer(({ method, url, headers }, response) => {
    if (method === 'PUT' && url === '/latest/api/token') return void response.end('token-1')
    if (headers['x-aws-ec2-metadata-token'] !== 'token-1') return void response.writeHead(401).end()
    response.end(url?.endsWith('/region') === true ? 'eu-west-1' : 'eu-west-1b\n')
  })

  before(() => new Promise<void>((resolve) => void metadata.listen(0, '127.0.0.1', resolve)))
  after(() => metadata.close())

  it('is told by EC2 to its own instances', async () => {
    const address = `http://127.0.0.1:${(metadata.address() as AddressInfo).port}`
    expect(await ownPlace(address, PATIENT_MS)).to.deep.equal({ region: 'eu-west-1', zone: 'eu-west-1b' })
  })

  it('is not known where nobody answers', async () => {
    expect(await ownPlace('http://127.0.0.1:9')).to.equal(undefined)
  })

  it('is a zone of the system, or its region where nothing else stands in that zone, or outside', () => {
    expect(standsIn({ region: 'eu-west-1', zone: 'eu-west-1b' }, TOPOLOGY)).to.equal('eu-west-1b')
    expect(standsIn({ region: 'eu-west-1', zone: 'eu-west-1c' }, TOPOLOGY)).to.equal('eu-west-1')
    expect(standsIn({ region: 'us-east-1', zone: 'us-east-1a' }, TOPOLOGY)).to.equal(undefined)
    expect(standsIn(undefined, TOPOLOGY)).to.equal(undefined)
  })
})
