import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Version of this package. */
export function ownVersion(): string {
  // Two folders up both from src/cli/ and from dist/cli/.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** The commit that the drilled scenario stands in; null outside a git checkout, or without git. */
export function gitState(folder: string): { readonly commit: string | null; readonly dirty: boolean | null } {
  try {
    const commit = git(folder, ['rev-parse', 'HEAD'])
    return { commit, dirty: git(folder, ['status', '--porcelain']) !== '' }
  } catch {
    return { commit: null, dirty: null }
  }
}

function git(folder: string, args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}
