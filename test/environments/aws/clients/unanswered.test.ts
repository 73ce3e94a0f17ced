import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { FarClocks } from '../../../../src/environments/aws/clients/far-clocks.ts'
import { sdkPorts } from '../../../../src/environments/aws/ports/ports.ts'
import { clientTransport } from '../../../../src/environments/aws/fis/client-transport.ts'
import { schemaTransport } from '../../../../src/environments/aws/fis/schema-transport.ts'

const ANSWER_MS = 150
/** Long after every attempt should have been given up. */
const HUNG_MS = 10_000

describe('a call that nobody answers', () => {
  /** Takes every request, and says nothing, or stops in the middle of its answer. */
  const server = createServer((request, response) => {
    request.resume()
    if (halfway) {
      response.writeHead(200, { 'content-type': 'text/xml', 'content-length': 1_000 })
      response.write('<')
    }
  })
  let halfway = false

  before(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  const access = () => ({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerMs: ANSWER_MS,
    record: () => {},
    clocks: new FarClocks(),
  })

  const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
    'a client with schemas, which acts': async () => (await sdkPorts(access()).databases()).rebootWithFailover('db'),
    'a client with schemas, which reads': async () => (await sdkPorts(access()).identity()).caller(),
    'the client of the shared store': async () =>
      (await sdkPorts(access()).store({ bucket: 'bucket', owner: '111122223333', region: 'eu-west-1' })).get('lock'),
    'the client of FIS': async () =>
      (await clientTransport(access(), true)).transport.send('GetExperiment', { id: 'E' }),
    'FIS by schemas of our own': async () => (await schemaTransport(access())).send('GetExperiment', { id: 'E' }),
  }

  for (const half of [false, true]) {
    for (const [name, call] of Object.entries(CALLS)) {
      it(`ends, of ${name}${half ? ', when the answer stops in its middle' : ''}`, async () => {
        halfway = half
        let timer: NodeJS.Timeout | undefined
        const hung = new Promise<string>((resolve) => (timer = setTimeout(resolve, HUNG_MS, 'hangs')))
        const ended = call().then(
          () => 'answered',
          () => 'ended',
        )
        expect(await Promise.race([ended, hung])).to.equal('ended')
        clearTimeout(timer)
      }).timeout(15_000)
    }
  }
})
