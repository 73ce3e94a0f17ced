import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { PostgresUnusableError } from '../../../../src/environments/lab/postgres/errors.ts'
import { makeLibraryLinks } from '../../../../src/environments/lab/postgres/library-links.ts'

describe('makeLibraryLinks', () => {
  let folder: string
  let native: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blackstart-test-'))
    native = join(folder, 'native')
    await mkdir(join(native, 'lib'), { recursive: true })
    await writeFile(join(native, 'lib/libx.so.1.2'), '')
  })

  afterEach(() => rm(folder, { recursive: true }))

  async function list(target: string): Promise<void> {
    const links = [{ source: 'native/lib/libx.so.1.2', target }]
    await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links))
  }

  it('makes relative links, so that the package can be moved, and does it again without harm', async () => {
    await list('native/lib/libx.so.1')
    await makeLibraryLinks(native)
    await makeLibraryLinks(native)
    expect(await readlink(join(native, 'lib/libx.so.1'))).to.equal('libx.so.1.2')
  })

  it('has nothing to do where the package lists no links', () => makeLibraryLinks(native))

  it('says which link is missing when it cannot be made', async () => {
    await list('native/nowhere/libx.so.1')
    const failure: unknown = await makeLibraryLinks(native).catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(PostgresUnusableError)
    expect((failure as Error).message)
      .to.include('nowhere/libx.so.1')
      .and.to.include('install scripts')
  })
})
