import { lstatSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where this user's drill lock and the list of open ledgers are on this machine. A fixed place: a `TMPDIR` of one's own,
 * as many shells and test runners have, must not let a second drill run beside the first.
 *
 * `BLACKSTART_LOCK_FOLDER` names another one, for tests whose drills disturb nobody.
 *
 * @throws Error when somebody else could write there
 */
export function lockFolder(): string {
  const uid = process.getuid?.() ?? 0
  const folder = process.env['BLACKSTART_LOCK_FOLDER'] ?? join('/tmp', `blackstart-${uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== uid) {
    throw new Error(`${folder} is not a folder of this user: somebody else could stop or allow drills; remove it`)
  }
  return folder
}

/** The socket of the one drill of this user on this machine. */
export function lockPath(): string {
  return join(lockFolder(), 'drill.sock')
}
