import { homedir } from 'node:os'
import { join } from 'node:path'
import { K6_VERSION } from './version.ts'

/** Folder of the cached binary: `$XDG_CACHE_HOME`, or `~/.cache`, and then `blackstart/k6-<version>`. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const given = env['XDG_CACHE_HOME']
  const root = given === undefined || given === '' ? join(env['HOME'] ?? homedir(), '.cache') : given
  return join(root, 'blackstart', `k6-${K6_VERSION}`)
}

/** Where the downloaded or built k6 is kept. */
export function cachedBinary(env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'k6')
}
