import { expect } from 'chai'
import type { HttpContract } from '../../../src/model/http-contract.ts'
import type { HttpProbeSpec } from '../../../src/model/probe.ts'
import { httpProbe } from '../../../src/observe/http-probe.ts'
import type { ProbeResult } from '../../../src/observe/probe.ts'
import { CANARY_CONTRACT, CanaryService } from '../../support/canary-service.ts'
import { httpSpec } from '../../support/probe-specs.ts'

const BY_NAME = { ...CANARY_CONTRACT, read: { path: '/canary/{writer}/{seq}', contains: '{id}' } }

describe('httpProbe of a contract of somebody else', () => {
  let service: CanaryService
  beforeEach(async () => (service = await CanaryService.start()))
  afterEach(async () => {
    await service.down()
    delete process.env['CANARY_TOKEN']
    delete process.env['CANARY_URL']
  })

  async function ask(given: Partial<HttpProbeSpec>, seq: number, atLeastSeq = -1): Promise<ProbeResult> {
    const probe = httpProbe(httpSpec({ baseUrl: service.url, contract: CANARY_CONTRACT, ...given }))
    try {
      return await new Promise((resolve) => probe.send(seq, atLeastSeq, resolve))
    } finally {
      probe.close()
    }
  }
  const read = (atLeastSeq: number, contract: HttpContract = CANARY_CONTRACT) =>
    ask({ kind: 'read', contract }, 0, atLeastSeq)

  it('writes by its path, and finds the newest where the answer says it', async () => {
    expect(await ask({}, 4)).to.include({ outcome: 'ok' })
    expect(service.rows.get('probe')).to.deep.equal([4])
    expect(await read(4)).to.include({ outcome: 'ok' })
    expect(await read(5)).to.include({ outcome: 'wrong', errorClass: 'stale-read' })
  })

  it('asks for one write by its name', async () => {
    expect(await read(-1, BY_NAME), 'before anything was written').to.include({ outcome: 'ok' })
    await ask({}, 4)
    expect(await read(4, BY_NAME)).to.include({ outcome: 'ok' })
    expect(await read(3, BY_NAME)).to.include({ outcome: 'wrong', errorClass: 'stale-read' })
    const contains = { ...BY_NAME, read: { ...BY_NAME.read, contains: 'another' } }
    expect(await read(4, contains)).to.include({ outcome: 'wrong', errorClass: 'unexpected-content' })
  })

  it('shows nothing by a write that is not there, where nobody writes', async () => {
    const { write: _, ...nobodyWrites } = BY_NAME
    expect((await read(-1, nobodyWrites)).outcome).to.not.equal('ok')
  })

  it('takes a status for a proof that nothing was written only where the contract says so', async () => {
    for (const [status, outcome] of [
      [429, 'fail'],
      [409, 'info'],
      [503, 'info'],
    ] as const) {
      service.answerAll = status
      expect((await ask({}, 1)).outcome, String(status)).to.equal(outcome)
    }
  })

  it('sends secrets that it was only told the names of', async () => {
    process.env['CANARY_TOKEN'] = 'hunter22'
    await ask({ headers: { Authorization: { env: 'CANARY_TOKEN', prefix: 'Bearer ' } } }, 1)
    process.env['CANARY_URL'] = service.url.replace('//', '//me:p%40ss@')
    await ask({ urlEnv: 'CANARY_URL', baseUrl: 'http://127.0.0.1:1' }, 2)
    expect([...service.authorizations]).to.deep.equal([
      'Bearer hunter22',
      `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    ])
  })

  it('asks an address itself where the path is empty', async () => {
    const contract = { read: { path: '', contains: 'here' } }
    expect(await ask({ kind: 'read', contract, baseUrl: `${service.url}/` }, 0)).to.include({ outcome: 'ok' })
  })
})
