import { expect } from 'chai'
import { awsFaultPlane } from '../../../../src/environments/aws/faults/fault-plane.ts'
import type { Fault } from '../../../../src/model/fault.ts'
import { FakeAurora, type OnCrash } from '../../../support/aws/fake-aurora.ts'
import { CLUSTER, FakeAccount, intended } from '../fake-ports.ts'

const KILL: Fault = { kind: 'database.kill', role: 'primary' }

describe('a crash of Aurora by SQL', () => {
  let aurora: FakeAurora
  let account: FakeAccount

  beforeEach(async () => {
    aurora = await new FakeAurora().listen()
    account = new FakeAccount()
  })
  afterEach(() => aurora.close())

  const plane = () => awsFaultPlane(account.reach({ sqlUrl: aurora.url }))
  const errorOf = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'none',
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
    )

  it('ends every session of the writer, and says that it restarted in place', async () => {
    const [target] = await plane().resolve(KILL, 0)
    expect(target).to.deep.include({ component: 'db-a', reversal: 'replaced-by-system' })
    const receipt = await plane().inject(intended(target))
    expect(BigInt(receipt.returnedNs) >= BigInt(receipt.askedNs)).to.equal(true)
    const proof = await plane().verify(intended(target))
    expect(proof).to.deep.include({
      holds: true,
      text: 'db-a ended its sessions without an answer; it restarted in place, nobody failed over',
    })
    await plane().undo(intended(target))
    expect((await plane().undone(intended(target))).text).to.equal('orders is available, db-a writes')
    expect(aurora.crashes).to.equal(1)
  })

  it('says so when another instance has taken over', async () => {
    aurora.successor = 'db-b'
    const [target] = await plane().resolve(KILL, 0)
    await plane().inject(intended(target))
    expect((await plane().verify(intended(target))).text).to.match(/; db-b has taken over$/)
  })

  for (const [onCrash, error] of [
    ['answers', /has answered: the instance lives on/],
    ['has no such function', /function does not exist/],
  ] as const satisfies readonly (readonly [OnCrash, RegExp])[]) {
    it(`is none when the database ${onCrash}`, async () => {
      const [target] = await plane().resolve(KILL, 0)
      aurora.onCrash = onCrash
      expect(await errorOf(plane().inject(intended(target)))).to.match(error)
    })
  }

  it('is none when only the session ended that asked for it', async () => {
    const [target] = await plane().resolve(KILL, 0)
    aurora.onCrash = 'ends this session only'
    expect(await errorOf(plane().inject(intended(target)))).to.match(/ended the session that asked .* and no other one/)
  }).timeout(15_000)

  it('hits nobody but the writer that was resolved', async () => {
    const [target] = await plane().resolve(KILL, 0)
    aurora.instance = 'db-b'
    expect(await errorOf(plane().inject(intended(target)))).to.match(/^TargetMovedError: SQL leads to db-b by now/)
    expect(aurora.crashes).to.equal(0)
  })

  it('is refused where SQL leads to a database that is not opted in, or to a reader', async () => {
    aurora.instance = 'somebody-elses'
    expect(await errorOf(plane().resolve(KILL, 0))).to.match(/NoTargetError: SQL leads to somebody-elses, which is not/)
    aurora.instance = 'db-b'
    expect(await errorOf(plane().resolve(KILL, 0))).to.match(
      /NoTargetError: SQL leads to db-b, which is not the writer/,
    )
  })

  it('is refused for an instance of RDS, in words, and a failover is not put in its place', async () => {
    account.databases = [{ ...CLUSTER, kind: 'instance', engine: 'postgres' }]
    expect(await errorOf(plane().resolve(KILL, 0))).to.match(/NoTargetError: RDS lets nobody kill .*cannot pass on it/)
    expect(account.asked).to.deep.equal([])
  })

  it('is refused without an address, with one that leads nowhere, and for a standby', async () => {
    const bare = awsFaultPlane(account.reach())
    expect(await errorOf(bare.resolve(KILL, 0))).to.match(/NoTargetError: .*environments\.aws\.sqlEnv/)
    const nowhere = awsFaultPlane(account.reach({ sqlUrl: 'postgresql://admin:secret@127.0.0.1:9/shop' }))
    const refused = await errorOf(nowhere.resolve(KILL, 0))
    expect(refused)
      .to.match(/NoTargetError: .*does not say who it is.*ECONNREFUSED/)
      .and.not.match(/secret/)
    expect(await errorOf(plane().resolve({ ...KILL, role: 'standby' }, 0))).to.match(/role must be primary/)
  })
})
