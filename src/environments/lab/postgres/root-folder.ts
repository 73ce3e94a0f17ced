import { chmod, lstat, mkdir, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import type { Owner } from './program.ts'
import { closedParent } from './readable-copy.ts'

const SHARED_MEMORY = '/dev/shm'
// Three servers with their WAL, the template and a saved fork need about 400 MB.
const ENOUGH_BYTES = 1024 ** 3
const OTHERS_WRITE = 0o022

/** The folder for the lab's data cannot be used safely. */
export class UnsafeRootError extends Error {
  override readonly name = 'UnsafeRootError'
  readonly folder: string

  constructor(folder: string, problem: string) {
    super(`The lab cannot keep its data in ${folder}: ${problem}. Set BLACKSTART_LAB_ROOT to another folder.`)
    this.folder = folder
  }
}

/**
 * The folder under which labs keep their data, made if it is not there: `$BLACKSTART_LAB_ROOT`; else in memory
 * (`/dev/shm`, a lab comes up there in a tenth of the time) when Linux has more than 1 GiB free in it; else in the
 * system's folder for temporary files.
 *
 * @param owner - the servers' user, when it is not ours: it must be able to reach its data through the folder
 * @throws UnsafeRootError when the folder is somebody else's, or others may write to it, or the servers cannot enter it
 */
export async function labRoot(owner?: Owner): Promise<string> {
  const uid = process.getuid?.() ?? 0
  const given = process.env['BLACKSTART_LAB_ROOT']
  const folder = given || join(await defaultParent(), `blackstart-${uid}`)
  if (!isAbsolute(folder)) throw new UnsafeRootError(folder, 'the path is not absolute')
  const mode = owner === undefined ? 0o700 : 0o711
  await mkdir(dirname(folder), { recursive: true })
  try {
    await mkdir(folder, { mode })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = await lstat(folder)
  if (!found.isDirectory()) throw new UnsafeRootError(folder, 'it is not a folder')
  if (found.uid !== uid) throw new UnsafeRootError(folder, `it belongs to user ${found.uid}, not to us (${uid})`)
  if ((found.mode & OTHERS_WRITE) !== 0) throw new UnsafeRootError(folder, 'others may write to it')
  if (owner !== undefined) {
    // A folder that a person chose keeps its mode.
    if (!given) await chmod(folder, mode)
    const closed = await closedParent(folder)
    if (closed !== undefined) {
      throw new UnsafeRootError(folder, `the servers run as user ${owner.uid}, who may not enter ${closed}`)
    }
  }
  return folder
}

async function defaultParent(): Promise<string> {
  if (process.platform !== 'linux') return tmpdir()
  try {
    const { bavail, bsize } = await statfs(SHARED_MEMORY)
    return bavail * bsize > ENOUGH_BYTES ? SHARED_MEMORY : tmpdir()
  } catch {
    return tmpdir()
  }
}
