import { expect } from 'chai'
import { assertStillWanted, callAgent } from '../../../src/environments/lab/agent-calls.ts'
import { serve } from '../../../src/system/rpc.ts'
import { portOf } from '../../../src/environments/lab/process/listen.ts'

describe('calls to the agent of a zone', () => {
  it('carry the time until which they are wanted', async () => {
    const seen: unknown[] = []
    const agent = await serve(
      { port: 0 },
      {
        fence: async (params) => {
          assertStillWanted('fence', params)
          seen.push((params as { database: string }).database)
        },
      },
    )
    try {
      await callAgent({ port: portOf(agent) }, 'fence', { database: 'db-a' }, 1_000)
      expect(seen).to.deep.equal(['db-a'])
    } finally {
      agent.close()
    }
  })

  it('are refused when their caller has given up: a fence from back then would kill what runs now', () => {
    const past = { validUntilNs: String(process.hrtime.bigint() - 1n) }
    expect(() => assertStillWanted('fence', past)).to.throw(/too late/)
  })
})
