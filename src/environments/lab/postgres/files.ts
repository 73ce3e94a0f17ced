import { chmod, chown, open, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Pace } from './pace.ts'
import type { Owner } from './program.ts'

// PostgreSQL refuses a data folder that others may enter.
const FOLDER_MODE = 0o700
const FILE_MODE = 0o600
const CHUNK_BYTES = 1 << 18
// Node's thread pool has four threads; a few more in flight keep them busy.
const AT_ONCE = 8

export interface CopyOptions {
  /** Whose the copy is; undefined: ours. */
  readonly owner: Owner | undefined
  /**
   * What to do with an entry.
   *
   * @param path - relative to the folder, with `/`
   */
  readonly take?: (path: string, isFolder: boolean) => 'copy' | 'empty' | 'leave'
  /** One file at a time with rests between them: while customers are served. @default false */
  readonly gently?: boolean
  readonly signal?: AbortSignal | undefined
}

/**
 * Copies a data folder. A file that vanishes before or while it is copied is left out: a running server does that.
 * Symbolic links (table spaces) are not followed; the lab has none.
 */
export async function copyTree(from: string, to: string, options: CopyOptions): Promise<void> {
  const { owner, take = () => 'copy', gently = false, signal } = options
  const files: string[] = []
  await makeFolder(to, owner)
  const folders = ['']
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    signal?.throwIfAborted()
    for (const entry of await unlessGone(readdir(join(from, folder), { withFileTypes: true }), [])) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      const decision = take(path, entry.isDirectory())
      if (decision === 'leave') continue
      if (entry.isDirectory()) {
        await makeFolder(join(to, path), owner)
        if (decision === 'copy') folders.push(path)
      } else if (entry.isFile()) files.push(path)
    }
  }
  const remaining = files.values()
  const pace = gently ? new Pace() : undefined
  const worker = async (): Promise<void> => {
    for (const path of remaining) {
      signal?.throwIfAborted()
      const started = performance.now()
      await unlessGone(copyFile(join(from, path), join(to, path), owner), undefined)
      await pace?.restAfter(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: gently ? 1 : AT_ONCE }, worker))
}

/** Writes a file that a server shall own. */
export async function writeOwned(path: string, text: string, owner: Owner | undefined): Promise<void> {
  await writeFile(path, text, { mode: FILE_MODE })
  if (owner !== undefined) await chown(path, owner.uid, owner.gid)
}

/** Makes a folder that a server shall own; its parent must be there. */
export async function makeFolder(path: string, owner: Owner | undefined): Promise<void> {
  await mkdir(path, { mode: FOLDER_MODE })
  await chmod(path, FOLDER_MODE)
  if (owner !== undefined) await chown(path, owner.uid, owner.gid)
}

/** The owner of a folder, if it is not ourselves. */
export async function ownerOf(folder: string): Promise<Owner | undefined> {
  const { uid, gid } = await stat(folder)
  return uid === process.getuid?.() ? undefined : { uid, gid }
}

/**
 * Reads until there is no more or until the size at the beginning. Not `fs.copyFile`: that asks for the size first and
 * then tries for ever to get so many bytes, also when the server has shortened the file meanwhile.
 */
async function copyFile(from: string, to: string, owner: Owner | undefined): Promise<void> {
  await using source = await open(from, 'r')
  await using target = await open(to, 'wx', FILE_MODE)
  const { size } = await source.stat()
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(size, 1)))
  for (let position = 0; position < size;) {
    const { bytesRead } = await source.read(chunk, 0, Math.min(chunk.length, size - position), position)
    if (bytesRead === 0) break
    await writeAll(target, chunk.subarray(0, bytesRead), position)
    position += bytesRead
  }
  if (owner !== undefined) await target.chown(owner.uid, owner.gid)
}

async function writeAll(target: Awaited<ReturnType<typeof open>>, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await target.write(bytes, written, bytes.length - written, position + written)
    written += bytesWritten
  }
}

async function unlessGone<Value>(action: Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await action
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise
    throw error
  }
}
