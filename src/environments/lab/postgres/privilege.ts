import { PostgresUnusableError } from './errors.ts'
import type { Owner, Wrapped } from './program.ts'
import { runTool } from './tool.ts'

/**
 * PostgreSQL refuses to run as root, so where we are root it needs another user:
 * - `plain`: we are an ordinary user, nothing is needed
 * - `userns`: a user namespace in which root's files and the process belong to "nobody"; outside it stays root's, so
 *   it can read binaries in a private home folder
 * - `uid`: the process is really given to nobody, who must be able to read the binaries and own the data
 */
export type PrivilegeMode = 'plain' | 'userns' | 'uid'

/** The user that has no rights anywhere. initdb looks its user up by number, so it must be one that has a name. */
export const NOBODY: Owner = { uid: 65534, gid: 65534 }

/** The ways to try here, best first. */
export function privilegeModes(uid = process.getuid?.()): readonly PrivilegeMode[] {
  return uid === 0 ? ['userns', 'uid'] : ['plain']
}

/** How to start a program in the given way. */
export function usesBinary(mode: PrivilegeMode, binary: string, args: readonly string[]): Wrapped {
  if (mode === 'userns') {
    const user = [`--map-user=${NOBODY.uid}`, `--map-group=${NOBODY.gid}`]
    return { command: 'unshare', args: ['--user', ...user, binary, ...args], options: {} }
  }
  return { command: binary, args, options: mode === 'uid' ? NOBODY : {} }
}

/**
 * Makes sure that programs started in this way are not root any more. Containers often forbid user namespaces, and
 * `unshare` learnt `--map-user` only in util-linux 2.38.
 *
 * @throws PostgresUnusableError
 */
export async function runsAsUser(wrap: (binary: string, args: readonly string[]) => Wrapped): Promise<void> {
  const seen = await runTool(wrap('id', ['-u']))
  if (seen.trim() !== String(NOBODY.uid)) {
    throw new PostgresUnusableError(`a program started as user ${NOBODY.uid} found itself to be '${seen.trim()}'`)
  }
}
