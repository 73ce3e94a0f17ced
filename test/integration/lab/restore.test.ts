import { setTimeout as sleep } from 'node:timers/promises'
import { existsSync } from 'node:fs'
import { expect } from 'chai'
import { LabConnection } from '../../../src/environments/lab/connection.ts'
import type { LabRestore } from '../../../src/environments/lab/labd/restore/restores.ts'
import { sqlUrl } from '../../../src/environments/lab/names.ts'
import { queryOnce } from '../../../src/environments/lab/postgres/sql.ts'
import { waitFor } from '../../../src/system/wait.ts'
import {
  injected,
  insideUrl,
  LabRoot,
  openLab,
  storedSeqs,
  untilEvent,
  writeOrder,
  writeUntilAcknowledged,
  type OpenLab,
} from './lab-harness.ts'

describe('a restore to a moment of the past', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab
  let connection: LabConnection
  /** What customers were told is stored, in this order. */
  const acknowledged: number[] = []

  before(async () => {
    root = await LabRoot.make()
    lab = await openLab(root, { archive: 'on' })
    connection = await LabConnection.open(lab.folder)
  })

  after(async () => {
    connection?.close()
    await lab?.environment.close('destroy')
    await root.remove()
  })

  const call = <Result>(given: Readonly<Record<string, string>>): Promise<Result> =>
    connection.call<Result>('restore', given)

  async function refusal(given: Parameters<typeof call>[0]): Promise<string> {
    return call(given).then(
      () => 'not refused',
      (error: Error) => error.message,
    )
  }

  /** @returns address of the restored server */
  async function untilAvailable(id: string): Promise<string> {
    const settled = async (): Promise<LabRestore | undefined> =>
      (await call<LabRestore[]>({ act: 'list' })).find((one) => one.id === id && one.state !== 'creating')
    const { state, port, text } = await waitFor(`${id} is restored`, settled, { timeoutMs: 30_000, everyMs: 50 })
    expect(state, text).to.equal('available')
    return sqlUrl(port ?? 0)
  }

  async function write(from: number, count: number): Promise<void> {
    for (let seq = from; seq < from + count; seq++) {
      if ((await writeOrder(lab.environment.customerUrl, 'w', seq)) === 201) acknowledged.push(seq)
    }
  }

  /** A moment that no write shares: a restore counts in milliseconds. */
  async function aMoment(): Promise<string> {
    await sleep(5)
    const now = new Date().toISOString()
    await sleep(5)
    return now
  }

  it('has exactly what was acknowledged until then, and leaves the lab as it is', async () => {
    await write(0, 30)
    const kept = [...acknowledged]
    expect(kept).to.have.length(30)
    const before = await aMoment()
    await queryOnce(insideUrl(lab, 'db-a'), "delete from orders where writer = 'w' and seq < 20")
    await write(100, 5)

    await call({ act: 'begin', id: 'restored', at: before })
    const url = await untilAvailable('restored')
    expect(await storedSeqs(url, 'w')).to.deep.equal(kept)
    await queryOnce(url, "insert into orders (writer, seq) values ('w', 1000)")
    expect(await storedSeqs(insideUrl(lab, 'db-a'), 'w')).to.deep.equal([
      ...kept.filter((seq) => seq >= 20),
      100,
      101,
      102,
      103,
      104,
    ])
    const [seen] = await queryOnce<{ mode: string }>(url, "select current_setting('archive_mode') as mode")
    expect(seen?.mode, 'a restored server must not write into the archive of the one that it is of').to.equal('off')
  })

  it('is refused for a moment that is not kept or has not come, and under a name that is taken', async () => {
    const { earliest, latest } = await call<{ earliest: string; latest: string }>({ act: 'window' })
    expect(Date.parse(latest)).to.be.within(Date.parse(earliest), Date.now())
    const early = new Date(Date.parse(earliest) - 1).toISOString()
    const late = new Date(Date.now() + 60_000).toISOString()
    expect(await refusal({ act: 'begin', id: 'x', at: early })).to.match(/nothing from before .* was kept/)
    expect(await refusal({ act: 'begin', id: 'x', at: late })).to.match(/has not come yet/)
    expect(await refusal({ act: 'begin', id: 'db-a' })).to.match(/there is such a server already/)
    expect(await refusal({ act: 'begin', id: 'restored' })).to.match(/there is such a server already/)
    expect(await refusal({ act: 'begin', id: '../up' })).to.match(/write a letter/)
  })

  it('deletes what it has restored, and nothing else', async () => {
    expect(await refusal({ act: 'delete', id: 'db-a' })).to.match(/there is no restored server 'db-a'/)
    const folder = lab.folder.dataFolder('restored')
    expect(existsSync(folder)).to.equal(true)
    await call({ act: 'delete', id: 'restored' })
    expect(existsSync(folder)).to.equal(false)
    expect(await call<LabRestore[]>({ act: 'list' })).to.deep.equal([])
    expect(await refusal({ act: 'delete', id: 'restored' })).to.match(/there is no restored server/)
  })

  it('reaches beyond a failover, up to the latest commit', async () => {
    await injected(lab, { kind: 'database.kill', role: 'primary' })
    await untilEvent(lab, 'endpoint-moved')
    const next = await writeUntilAcknowledged(lab.environment.customerUrl, 'after', 0)
    await call({ act: 'begin', id: 'latest' })
    const url = await untilAvailable('latest')
    expect(await storedSeqs(url, 'after')).to.deep.equal([next])
    expect(await storedSeqs(url, 'w')).to.deep.equal(acknowledged.filter((seq) => seq >= 20))
  })
})
