import { cp, lstat, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { PostgresUnusableError } from './errors.ts'

const OTHERS_ENTER = 0o001
const OTHERS_WRITE = 0o022

/**
 * Where a user without rights can run the binaries from: the folder itself when everybody may enter it, else a copy
 * in the system's folder for temporary files (60 MB, kept for next time, one for each installed place).
 */
export async function readableCopy(nativeFolder: string): Promise<string> {
  if ((await closedParent(nativeFolder)) === undefined) return nativeFolder
  const { mtimeMs } = await stat(join(nativeFolder, 'bin', 'postgres'))
  const version = createHash('sha256').update(`${nativeFolder}\n${mtimeMs}`).digest('hex').slice(0, 12)
  const copies = join(tmpdir(), 'blackstart-postgres')
  await mkdir(copies, { mode: 0o755 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await refuseForeign(copies)
  const copy = join(copies, version)
  if (await exists(copy)) return copy
  const unfinished = await mkdtemp(`${copy}-`)
  try {
    // Verbatim: an absolute link would lead back into the folder that cannot be entered.
    await cp(nativeFolder, join(unfinished, basename(nativeFolder)), { recursive: true, verbatimSymlinks: true })
    await rename(join(unfinished, basename(nativeFolder)), copy)
  } catch (error) {
    if (!(await exists(copy))) throw error
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return copy
}

/** The folder or the first of its parents that others may not enter; undefined when there is none. */
export async function closedParent(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & OTHERS_ENTER) === 0) return at
    if (at === dirname(at)) return undefined
  }
}

/** The folder for temporary files is everybody's: what we run from it must be ours. */
async function refuseForeign(folder: string): Promise<void> {
  const found = await lstat(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & OTHERS_WRITE) !== 0) {
    throw new PostgresUnusableError(`${folder} belongs to somebody else or others may write to it; remove it`)
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
