import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FisClient, ListExperimentsCommand } from '@aws-sdk/client-fis'
import { DescribeDBClustersCommand, RDSClient } from '@aws-sdk/client-rds'
import { expect } from 'chai'
import { type AwsAccess, clientOptions } from '../../../../src/environments/aws/clients/access.ts'
import { isPassing } from '../../../../src/environments/aws/clients/errors.ts'
import { FarClocks } from '../../../../src/environments/aws/clients/far-clocks.ts'
import { schemaTransport } from '../../../../src/environments/aws/fis/schema-transport.ts'
import { UnknownMemberError } from '../../../../src/environments/aws/clients/known-members.ts'
import { NotAwsError } from '../../../../src/environments/aws/clients/stand-in.ts'
import { RefusedError } from '../../../../src/environments/environment.ts'

function named(name: string, more: object = {}): Error {
  return Object.assign(new Error('no'), { name }, more)
}

describe('an error that may pass', () => {
  const passing: readonly Error[] = [
    named('Error', { code: 'ECONNRESET' }),
    named('Error', { code: 'ECONNREFUSED' }),
    named('Error', { code: 'EAI_AGAIN' }),
    named('TimeoutError'),
    named('SomethingOfTheClient', { $retryable: {} }),
    named('InternalFailure', { $metadata: { httpStatusCode: 500 } }),
    named('TooManyRequestsException', { $metadata: { httpStatusCode: 429 } }),
    named('Throttling', { $metadata: { httpStatusCode: 400 } }),
  ]
  for (const error of passing) {
    it(`is ${error.name} ${JSON.stringify(error)}`, () => expect(isPassing(error)).to.equal(true))
  }

  const lasting: readonly unknown[] = [
    new TypeError('x is not a function'),
    new RangeError('there is no such operation'),
    new UnknownMemberError('StartExperiment', ['experimentOptions']),
    new NotAwsError('example.com'),
    new RefusedError(['no']),
    named('CredentialsProviderError'),
    named('AccessDenied', { $metadata: { httpStatusCode: 403 } }),
    undefined,
  ]
  for (const error of lasting) {
    it(`is not ${String(error)}`, () => expect(isPassing(error)).to.equal(false))
  }

  describe('of an answer that is none of AWS', () => {
    let server: Server
    let access: AwsAccess
    beforeEach(async () => {
      server = createServer((_, response) => {
        response.writeHead(503, { 'content-type': 'text/html' }).end('<html><h1>503 Service Unavailable</h1></html>')
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      access = { region: 'eu-west-1', endpoint: `http://127.0.0.1:${port}`, record: () => {}, clocks: new FarClocks() }
    })
    afterEach(() => server.close())

    const clients: Readonly<Record<string, () => Promise<unknown>>> = {
      'a client of RDS': () => new RDSClient(clientOptions(access, 'acts')).send(new DescribeDBClustersCommand()),
      'the client of FIS': () => new FisClient(clientOptions(access, 'acts')).send(new ListExperimentsCommand({})),
      'FIS by schemas of our own': async () => (await schemaTransport(access)).send('ListExperiments', {}),
    }
    for (const [name, send] of Object.entries(clients)) {
      it(`is that of ${name}, behind a proxy without AWS`, async () => {
        const error: unknown = await send().catch((thrown: unknown) => thrown)
        expect([isPassing(error), String(error)]).to.deep.equal([true, String(error)])
      })
    }
  })
})
