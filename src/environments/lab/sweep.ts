import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { destroyLab } from './destroy.ts'
import { LabFolder } from './folder.ts'
import { locatePostgres } from './postgres/binaries.ts'
import { labRoot } from './postgres/root-folder.ts'
import { livingLabd } from './remains.ts'

/** A folder without labd's record may be a lab that is just being started; after so long it is not. */
const STARTING_MS = 60_000

/**
 * Clears away every lab of ours whose labd is dead; living ones are left alone. To be called before a lab is started.
 *
 * @returns the folders that were cleared away
 */
export async function sweepLabs(): Promise<readonly string[]> {
  const root = await labRoot((await locatePostgres()).owner)
  const swept: string[] = []
  for (const name of await readdir(root)) {
    const folder = new LabFolder(join(root, name))
    if (!(await isAbandoned(folder))) continue
    await destroyLab(folder)
    swept.push(folder.root)
  }
  return swept
}

async function isAbandoned(folder: LabFolder): Promise<boolean> {
  if (livingLabd(folder) !== undefined) return false
  if (folder.readLabd() !== undefined) return true
  const { mtimeMs } = await stat(folder.root)
  return Date.now() - mtimeMs > STARTING_MS
}
