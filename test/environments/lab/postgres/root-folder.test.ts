import { chmod, chown, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { labRoot, UnsafeRootError } from '../../../../src/environments/lab/postgres/root-folder.ts'

const VARIABLE = 'BLACKSTART_LAB_ROOT'
const NOBODY = { uid: 65534, gid: 65534 }

describe('labRoot', () => {
  const given = process.env[VARIABLE]
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blackstart-test-'))
    process.env[VARIABLE] = join(folder, 'lab')
  })

  afterEach(async () => {
    if (given === undefined) delete process.env[VARIABLE]
    else process.env[VARIABLE] = given
    await rm(folder, { recursive: true })
  })

  async function refusal(...args: Parameters<typeof labRoot>): Promise<string> {
    const failure: unknown = await labRoot(...args).catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(UnsafeRootError)
    return (failure as Error).message
  }

  it('makes the folder that was asked for, private', async () => {
    expect(await labRoot()).to.equal(join(folder, 'lab'))
    expect((await stat(join(folder, 'lab'))).mode & 0o777).to.equal(0o700)
    expect(await labRoot(), 'again').to.equal(join(folder, 'lab'))
  })

  it('refuses a relative path, a file, a link', async () => {
    process.env[VARIABLE] = 'lab'
    expect(await refusal()).to.include('not absolute')
    process.env[VARIABLE] = join(folder, 'file')
    await writeFile(join(folder, 'file'), '')
    expect(await refusal()).to.include('not a folder')
    process.env[VARIABLE] = join(folder, 'link')
    await symlink(tmpdir(), join(folder, 'link'))
    expect(await refusal()).to.include('not a folder')
  })

  it('refuses a folder to which others can write, and leaves its mode alone', async () => {
    await mkdir(join(folder, 'lab'))
    await chmod(join(folder, 'lab'), 0o777)
    expect(await refusal()).to.include('others may write')
    expect((await stat(join(folder, 'lab'))).mode & 0o777).to.equal(0o777)
  })

  it("refuses somebody else's folder", async function () {
    if (process.getuid?.() === 0) {
      await mkdir(join(folder, 'lab'))
      await chown(join(folder, 'lab'), NOBODY.uid, NOBODY.gid)
    } else {
      process.env[VARIABLE] = '/'
    }
    expect(await refusal()).to.include('belongs to user')
  })

  it('refuses a folder that the servers cannot enter', async () => {
    // mkdtemp's folder is private.
    expect(await refusal(NOBODY)).to.include('may not enter')
    await chmod(folder, 0o711)
    await chmod(join(folder, 'lab'), 0o711)
    expect(await labRoot(NOBODY)).to.equal(join(folder, 'lab'))
  })
})
