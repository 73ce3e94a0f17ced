import { expect } from 'chai'
import type { AwsAccess } from '../../../../src/environments/aws/clients/access.ts'
import { chooseTransport } from '../../../../src/environments/aws/fis/choose.ts'
import { PREVIEW_GUARD, clientTransport, sendsPreviews } from '../../../../src/environments/aws/fis/client-transport.ts'
import { schemaTransport } from '../../../../src/environments/aws/fis/schema-transport.ts'
import type { FisTransport } from '../../../../src/environments/aws/fis/transport.ts'
import { fisPort } from '../../../../src/environments/aws/fis/port.ts'
import { FarClocks } from '../../../../src/environments/aws/clients/far-clocks.ts'
import { FisServer } from './fis-server.ts'

const START = { templateId: 'EXT1', clientToken: 'drill-1', tags: { 'blackstart:drill': 'd' } } as const
const PATIENCE_MS = 50

describe('a preview of an experiment, on the wire', () => {
  let server: FisServer
  let access: AwsAccess

  beforeEach(async () => {
    server = await FisServer.start()
    access = { region: 'eu-west-1', endpoint: server.endpoint, record: () => {}, clocks: new FarClocks() }
  })
  afterEach(() => server.close())

  const preview = async (transport: FisTransport): Promise<string> => {
    try {
      const { actionsMode } = await fisPort(transport, PATIENCE_MS).start({ ...START, mode: 'skip-all' })
      return actionsMode
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`
    }
  }

  const ways: readonly [string, () => Promise<FisTransport>][] = [
    ['with the installed client and what it leaves out', async () => (await clientTransport(access, true)).transport],
    ['with schemas of our own', () => schemaTransport(access)],
    ['by the way that is chosen', () => chooseTransport(access)],
  ]
  for (const [way, make] of ways) {
    it(`says so in its bytes, ${way}`, async () => {
      expect(await preview(await make())).to.equal('skip-all')
      const [{ call, body, length, scope } = { call: '', body: {}, length: '', scope: '' }] = server.arrived
      expect(call).to.equal('POST /experiments')
      expect(body).to.deep.equal({
        clientToken: 'drill-1',
        experimentTemplateId: 'EXT1',
        experimentOptions: { actionsMode: 'skip-all' },
        tags: START.tags,
      })
      expect([Number(length), scope]).to.deep.equal([Buffer.byteLength(JSON.stringify(body)), 'fis'])
    })
  }

  it('is chosen by what the installed client really sends', async () => {
    const asItIs = await sendsPreviews(false)
    const { name } = await chooseTransport(access)
    expect(name).to.equal(asItIs ? 'client-fis' : 'client-fis, with what it leaves out put back')
    expect(await sendsPreviews(true)).to.equal(true)
  })

  it('never leaves when the client has left it out: the first line of defence', async function () {
    const { client, transport } = await clientTransport(access, true)
    client.middlewareStack.remove('blackstartForwarding')
    // Nothing is left out by a client that can do it.
    if (await sendsPreviews(false)) this.skip()
    expect(await preview(transport)).to.match(/^PreviewNotSentError/)
    expect(server.arrived).to.deep.equal([])
  })

  it('is stopped at once when it has become an experiment all the same: the second', async () => {
    const { client, transport } = await clientTransport(access, true)
    client.middlewareStack.remove('blackstartForwarding')
    client.middlewareStack.remove(PREVIEW_GUARD)
    if (await sendsPreviews(false)) server.ignoresMode = true
    const outcome = await preview(transport)
    expect(outcome).to.match(
      /^NotAPreviewError: .*EXP1 with actionsMode 'run-all': it was stopped at once and is stopped/,
    )
    expect(server.calls()).to.deep.equal(['POST /experiments', 'DELETE /experiments/EXP1', 'GET /experiments/EXP1'])
  })

  it('is stopped at once when FIS does as it likes, whatever was sent', async () => {
    server.ignoresMode = true
    for (const [, make] of ways) {
      server.arrived.length = 0
      expect(await preview(await make())).to.match(/^NotAPreviewError/)
      expect(server.calls()[1]).to.match(/^DELETE/)
    }
  })

  it('calls for a person when what began does not stop', async () => {
    server.ignoresMode = true
    server.stoppingHangs = true
    expect(await preview(await schemaTransport(access))).to.match(/still stopping: stop it by hand/)
  })

  it('leaves an experiment that is meant alone', async () => {
    const port = fisPort(await chooseTransport(access))
    expect(await port.start({ ...START, mode: 'run-all' })).to.include({ id: 'EXP1', status: 'running' })
    expect(server.calls()).to.deep.equal(['POST /experiments'])
  })
})

describe('FIS without a client for it', () => {
  let server: FisServer
  before(async () => void (server = await FisServer.start()))
  after(() => server.close())

  it('tells of the safety lever, which the installed client may not know', async () => {
    const transport = await chooseTransport({
      region: 'eu-west-1',
      endpoint: server.endpoint,
      record: () => {},
      clocks: new FarClocks(),
    })
    server.lever = 'engaged'
    expect(await fisPort(transport).safetyLever()).to.equal('engaged')
  })

  it('names its errors as FIS does, and writes calls down with their outcome', async () => {
    const calls: string[] = []
    const transport = await schemaTransport({
      region: 'eu-west-1',
      endpoint: server.endpoint,
      record: ({ operation, outcome }) => calls.push(`${operation} ${outcome}`),
      clocks: new FarClocks(),
    })
    server.refusals.push([402, 'ServiceQuotaExceededException'], [400, 'ValidationException'])
    for (const name of ['ServiceQuotaExceededException', 'ValidationException']) {
      const error: unknown = await transport.send('GetExperiment', { id: 'EXP1' }).catch((thrown: unknown) => thrown)
      expect((error as Error).name).to.equal(name)
    }
    expect(calls).to.deep.equal(['GetExperiment ServiceQuotaExceededException', 'GetExperiment ValidationException'])
  })

  it('refuses a member that FIS does not have', async () => {
    const transport = await schemaTransport({
      region: 'eu-west-1',
      endpoint: server.endpoint,
      record: () => {},
      clocks: new FarClocks(),
    })
    const input = { templateId: 'x', actions: { stop: { actionId: 'x', startAfterDelay: 'PT1M' } } }
    const error: unknown = await transport.send('CreateExperimentTemplate', input).catch((thrown: unknown) => thrown)
    expect((error as Error).message).to.match(/templateId, actions\.stop\.startAfterDelay/)
  })
})
