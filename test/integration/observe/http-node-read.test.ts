import { expect } from 'chai'
import type { HttpContract } from '../../../src/model/http-contract.ts'
import { readFinalStates } from '../../../src/observe/canary-read.ts'
import { CanaryCleanError, cleanService } from '../../../src/observe/http-clean.ts'
import { CANARY_CONTRACT, CanaryService } from '../../support/canary-service.ts'
import { httpSpec } from '../../support/probe-specs.ts'

const { list: _, ...WITHOUT_LIST } = CANARY_CONTRACT
const BY_NAME: HttpContract = { ...WITHOUT_LIST, read: { path: '/canary/{writer}/{seq}', contains: '{id}' } }

describe('the final read of a service', () => {
  let service: CanaryService
  beforeEach(async () => (service = await CanaryService.start()))
  afterEach(() => service.down())

  function final(contract: HttpContract, attempted: ReadonlyMap<string, number> = new Map()) {
    const node = {
      id: 'service',
      role: 'writer',
      protocol: 'http',
      url: service.url,
      contract,
      writers: ['w', 'v'],
      timeoutMs: 500,
    } as const
    return readFinalStates({ nodes: [node], table: '' }, 10, { attempted })
  }

  it('follows the pages of a list', async () => {
    service.rows.set(
      'w',
      Array.from({ length: 250 }, (_, seq) => seq).filter((seq) => seq !== 120),
    )
    service.rows.set('somebody-else', [1, 2])
    const [read] = await final(CANARY_CONTRACT)
    expect(read).to.include({ role: 'writer', complete: true, quiescent: true })
    expect([...(read?.writes.keys() ?? [])]).to.deep.equal(['w'])
    expect(read?.writes.get('w')).to.have.lengthOf(249)
    expect(read?.writes.get('w')?.includes(120)).to.equal(false)
  })

  it('asks for each attempted write where there is no list', async () => {
    service.rows.set('w', [0, 2])
    const [read] = await final(BY_NAME, new Map([['w', 4]]))
    expect(read).to.include({ complete: true, quiescent: true })
    expect([...(read?.writes ?? [])]).to.deep.equal([['w', Uint32Array.of(0, 2)]])
  })

  it('believes no status alone: the answer must speak of the write that was asked for', async () => {
    service.answerAll = 200
    const [page] = await final(BY_NAME, new Map([['w', 4]]))
    expect([...(page?.writes ?? [])]).to.deep.equal([])
    const newest = { ...BY_NAME, read: { path: '/canary/{writer}/newest?of={seq}', newest: 'data.seq' } }
    service.answerAll = undefined
    service.rows.set('w', [0, 2])
    expect((await final(newest, new Map([['w', 4]])))[0]?.error).to.include('does not speak of it')
  })

  for (const contract of [CANARY_CONTRACT, BY_NAME]) {
    it(`is missing, never empty, when the service fails (${contract === BY_NAME ? 'by name' : 'list'})`, async () => {
      service.answerAll = 503
      const [read] = await final(contract, new Map([['w', 4]]))
      expect(read).to.include({ complete: false, quiescent: false })
      expect(read?.error).to.include('status 503')
    })
  }

  it('is missing when the answer is no list, or does not advance', async () => {
    const errors = await Promise.all(
      [
        { ...CANARY_CONTRACT, list: { path: '/canary/{writer}', items: 'nothing' } },
        { ...CANARY_CONTRACT, list: { path: '/canary/{writer}?page={after}', items: 'data' } },
      ].map(async (contract) => {
        service.rows.set('w', [3])
        return (await final(contract))[0]?.error ?? ''
      }),
    )
    expect(errors[0]).to.include("no list at 'nothing'")
    expect(errors[1]).to.include('does not get beyond seq 3')
  })

  it('removes what it is told to, and takes what is not there for removed', async () => {
    service.rows.set('w', [0, 2])
    service.rows.set('other', [0])
    const spec = httpSpec({ baseUrl: service.url, contract: CANARY_CONTRACT })
    expect(await cleanService(spec, new Map([['w', 4]]))).to.equal(4)
    expect([...service.rows]).to.deep.equal([['other', [0]]])
    service.answerAll = 500
    const failure = await cleanService(spec, new Map([['w', 1]])).catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(CanaryCleanError).with.property('message', 'w/0 could not be removed: status 500')
  })
})
