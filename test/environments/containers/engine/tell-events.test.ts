import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { tellEvents } from '../../../../src/environments/containers/engine/tell-events.ts'

describe('starts that an engine tells', () => {
  let events: PassThrough & { socket?: { unref(): void } }
  let told: string[]
  let end: () => void
  beforeEach(() => {
    told = []
    events = Object.assign(new PassThrough(), { socket: { unref: () => {} } })
    end = tellEvents(
      events as unknown as IncomingMessage,
      () => told.push('start'),
      () => told.push('lost'),
    )
  })

  const closed = (): Promise<void> => new Promise((resolve) => events.once('close', resolve))

  it('are told one by one, whatever is in the line', async () => {
    events.end('{"id":"a"}\n{"id":')
    await closed()
    expect(told.filter((what) => what === 'start')).to.have.length(2)
  })

  it('are over with the engine, and that is told, too', async () => {
    events.destroy(new Error('it is gone'))
    await closed()
    expect(told).to.deep.equal(['lost'])
  })

  it('are over when nobody wants to know any more, and that is no news', async () => {
    end()
    await closed()
    expect(told).to.deep.equal([])
  })
})
