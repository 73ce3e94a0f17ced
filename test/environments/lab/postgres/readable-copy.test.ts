import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { PostgresUnusableError } from '../../../../src/environments/lab/postgres/errors.ts'
import { closedParent, readableCopy } from '../../../../src/environments/lab/postgres/readable-copy.ts'

describe('readableCopy', () => {
  const temporary = process.env['TMPDIR']
  let folder: string
  let native: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blackstart-test-'))
    native = join(folder, 'home/native')
    await mkdir(join(native, 'bin'), { recursive: true })
    await writeFile(join(native, 'bin/postgres'), 'program')
    await symlink('postgres', join(native, 'bin/postmaster'))
    await chmod(folder, 0o755)
    process.env['TMPDIR'] = folder
  })

  afterEach(async () => {
    if (temporary === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = temporary
    await rm(folder, { recursive: true })
  })

  it('is the folder itself when everybody may enter it', async () => {
    expect(await closedParent(native)).to.equal(undefined)
    expect(await readableCopy(native)).to.equal(native)
  })

  it('is a copy, made once, when a parent is private', async () => {
    await chmod(join(folder, 'home'), 0o700)
    expect(await closedParent(native)).to.equal(join(folder, 'home'))
    const copy = await readableCopy(native)
    expect(await closedParent(copy)).to.equal(undefined)
    expect(await readFile(join(copy, 'bin/postgres'), 'utf8')).to.equal('program')
    expect(await readlink(join(copy, 'bin/postmaster'))).to.equal('postgres')
    expect(await readableCopy(native)).to.equal(copy)
    expect(await readdir(join(folder, 'blackstart-postgres')), 'nothing unfinished').to.have.length(1)
  })

  it('is not taken from a folder to which others can write', async () => {
    await chmod(join(folder, 'home'), 0o700)
    await mkdir(join(folder, 'blackstart-postgres'))
    await chmod(join(folder, 'blackstart-postgres'), 0o777)
    expect(await readableCopy(native).catch((error: unknown) => error)).to.be.instanceOf(PostgresUnusableError)
  })
})
