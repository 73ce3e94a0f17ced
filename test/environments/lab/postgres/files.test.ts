import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { copyTree, ownerOf } from '../../../../src/environments/lab/postgres/files.ts'

describe('copyTree', () => {
  let folder: string
  let from: string
  let to: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blackstart-test-'))
    from = join(folder, 'from')
    to = join(folder, 'to')
    await mkdir(join(from, 'base/5'), { recursive: true })
    await writeFile(join(from, 'base/5/big'), Buffer.alloc(600_000, 'x'))
    await writeFile(join(from, 'base/5/empty'), '')
    await writeFile(join(from, 'top'), 'text')
  })

  afterEach(() => rm(folder, { recursive: true }))

  it('copies folders and whole files, private to their owner', async () => {
    await copyTree(from, to, { owner: undefined })
    expect((await readdir(to, { recursive: true })).toSorted()).to.deep.equal(
      (await readdir(from, { recursive: true })).toSorted(),
    )
    expect((await readFile(join(to, 'base/5/big'))).equals(await readFile(join(from, 'base/5/big')))).to.equal(true)
    expect(await readFile(join(to, 'base/5/empty'), 'utf8')).to.equal('')
    expect((await stat(join(to, 'base'))).mode & 0o777).to.equal(0o700)
    expect((await stat(join(to, 'top'))).mode & 0o777).to.equal(0o600)
  })

  it('leaves out and empties what it is told to', async () => {
    const decisions: Record<string, 'empty' | 'leave'> = { 'base/5': 'empty', top: 'leave' }
    await copyTree(from, to, { owner: undefined, take: (path) => decisions[path] ?? 'copy' })
    expect((await readdir(to, { recursive: true })).toSorted()).to.deep.equal(['base', 'base/5'])
  })

  it('goes on when files and folders vanish under it', async () => {
    await copyTree(from, to, {
      owner: undefined,
      take: (path) => {
        if (path === 'base') void rm(join(from, 'base/5'), { recursive: true })
        return 'copy'
      },
    })
    expect(await readFile(join(to, 'top'), 'utf8')).to.equal('text')
  })

  it('does not follow links', async () => {
    await symlink('/etc', join(from, 'link'))
    await copyTree(from, to, { owner: undefined })
    expect(await readdir(to)).not.to.include('link')
  })

  it('never writes into a folder that is there', async () => {
    await mkdir(to)
    expect(await copyTree(from, to, { owner: undefined }).catch((error: unknown) => error)).to.have.property(
      'code',
      'EEXIST',
    )
  })

  it('ends when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    expect(await copyTree(from, to, { owner: undefined, signal }).catch((error: unknown) => error)).to.have.property(
      'message',
      'enough',
    )
  })

  it('knows a folder that is our own', async () => {
    expect(await ownerOf(from)).to.equal(undefined)
  })
})
