import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { DescribeDBClustersCommand, RDSClient } from '@aws-sdk/client-rds'
import { clientOptions } from '../../../../src/environments/aws/clients/access.ts'
import { clockInWords } from '../../../../src/environments/aws/clients/clock-words.ts'
import { FarClocks, monotonicMs } from '../../../../src/environments/aws/clients/far-clocks.ts'
import { guarded } from '../../../../src/environments/aws/clients/guarded.ts'

/** The clock of the host is so far ahead of this machine's. */
const AHEAD_MS = 37_400

describe('the clocks of AWS', () => {
  const server = createServer((_request, response) => {
    response.writeHead(403, { date: new Date(Date.now() + AHEAD_MS).toUTCString(), 'content-type': 'text/xml' })
    response.end('<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>')
  })

  before(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))
  after(() => server.close())

  it('are heard from the answers that come over the wire, of a refusal as well', async () => {
    const clocks = new FarClocks()
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const access = { region: 'eu-west-1', endpoint, record: () => {}, clocks }
    const client = guarded(new RDSClient(clientOptions(access, 'acts')), 'rds', access)
    const refused = await client.send(new DescribeDBClustersCommand({})).catch((error: unknown) => String(error))
    expect(refused).to.match(/AccessDenied/)
    const offset = clocks.of('rds')
    const shownMs = Date.now() - monotonicMs()
    expect(offset?.answers).to.equal(1)
    expect(AHEAD_MS).to.be.within((offset?.lo ?? NaN) - shownMs - 5, (offset?.hi ?? NaN) - shownMs + 5)
  })

  it('are told in words, against the clock that people see', () => {
    const shownMs = Date.now() - monotonicMs()
    const offset = (lo: number, hi: number) => ({
      lo: shownMs + lo,
      hi: shownMs + hi,
      widest: { lo: 0, hi: 0 },
      agreed: true,
      answers: 2,
      atMs: 0,
    })
    expect(clockInWords(offset(1_000, 2_000))).to.match(/^(1|1\.001|0\.999) to \S+ s ahead of this machine's/)
    expect(clockInWords(offset(-2_000, -1_000))).to.match(/s behind this machine's, by the dates of 2 answers$/)
    expect(clockInWords(offset(-100, 100))).to.match(/^between \S+ s behind and \S+ s ahead of/)
    expect(clockInWords({ ...offset(0, 1), agreed: false })).to.match(/no single clock can have given$/)
  })
})
