import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  findPostmaster,
  parsePostmasterPid,
  readPostmasterPid,
} from '../../../../src/environments/lab/postgres/postmaster-pid.ts'

const WHOLE = '4711\n/data/db-a\n1795250000\n23456\n\n127.0.0.1\n  15728641         7\nready   \n'

describe('postmaster.pid', () => {
  it('is read by its lines', () => {
    expect(parsePostmasterPid(WHOLE)).to.deep.equal({
      pid: 4711,
      port: 23456,
      segment: { key: 15728641, id: 7 },
      ready: true,
    })
  })

  it('is not ready before it says so', () => {
    expect(parsePostmasterPid(WHOLE.replace('ready   ', 'starting'))?.ready).to.equal(false)
    expect(parsePostmasterPid(WHOLE.replace('ready   ', 'stopping'))?.ready).to.equal(false)
  })

  it('may be half written', () => {
    const half = { pid: 4711, port: undefined, segment: undefined, ready: false }
    expect(parsePostmasterPid('4711\n')).to.deep.equal(half)
    expect(parsePostmasterPid('4711\n/data/db-a\n1795250000\n')).to.deep.equal(half)
  })

  it('names the shared memory of a server of initdb, whose pid is negative', () => {
    expect(parsePostmasterPid(`-${WHOLE}`)).to.deep.equal(parsePostmasterPid(WHOLE))
  })

  it('says nothing when there is no pid in it', () => {
    for (const text of ['', '\n', 'abc\n', '--12\n', '0\n']) expect(parsePostmasterPid(text)).to.equal(undefined)
  })

  it('of a process that works elsewhere is not the file of a running server', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'blackstart-test-'))
    try {
      expect(readPostmasterPid(folder)).to.equal(undefined)
      await writeFile(join(folder, 'postmaster.pid'), WHOLE.replace('4711', String(process.pid)))
      expect(readPostmasterPid(folder)?.pid).to.equal(process.pid)
      expect(findPostmaster(folder)).to.equal(undefined)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
