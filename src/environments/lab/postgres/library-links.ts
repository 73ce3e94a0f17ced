import { readFile, symlink } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { PostgresUnusableError } from './errors.ts'

/**
 * Makes the links between versions of the shared libraries that an npm package cannot hold. The package does it in an
 * install script; many set-ups rightly block those, and without the links the program does not load.
 *
 * @throws PostgresUnusableError when a link is missing and the folder cannot be written
 */
export async function makeLibraryLinks(nativeFolder: string): Promise<void> {
  const packageFolder = dirname(nativeFolder)
  const listFile = join(nativeFolder, 'pg-symlinks.json')
  if (!existsSync(listFile)) return
  const links = JSON.parse(await readFile(listFile, 'utf8')) as { readonly source: string; readonly target: string }[]
  for (const { source, target } of links) {
    const link = join(packageFolder, target)
    try {
      await symlink(relative(dirname(link), join(packageFolder, source)), link)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // Where the folder is read-only, the answer for a link that is there differs between systems.
      if (code === 'EEXIST' || existsSync(link)) continue
      throw new PostgresUnusableError(
        `${link} is missing and cannot be made (${code}). Install the dependencies with install scripts allowed, ` +
          'or start once as the user who installed them.',
        { cause: error },
      )
    }
  }
}
