import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { lastWords, runCommand } from './command.ts'
import { SourceUnavailableError, type K6Source, type BuildContext } from './source.ts'
import { K6_VERSION } from './version.ts'

/** The project's own release page. */
const RELEASE_URL = `https://github.com/grafana/k6/releases/download/${K6_VERSION}`

/** How long an unreachable host may hold us up, in milliseconds. */
const REACH_TIMEOUT_MS = 5_000
/** How long the archive (some 30 MB) may take, in milliseconds. */
const ARCHIVE_TIMEOUT_MS = 180_000
const UNPACK_TIMEOUT_MS = 60_000

/**
 * Takes the official release and holds it against the checksum list of the same release. That proves that the archive
 * arrived whole; whom it comes from is proven by TLS alone.
 *
 * @param releaseUrl - folder of the release's assets
 */
export function releaseSource(releaseUrl: string = RELEASE_URL): K6Source {
  return { way: 'download', text: `downloading k6 ${K6_VERSION}`, obtain: (context) => download(releaseUrl, context) }
}

async function download(releaseUrl: string, { folder, env, signal }: BuildContext): Promise<string> {
  const asset = releaseAsset(process.platform, process.arch)
  if (asset === undefined) throw new SourceUnavailableError(`no release for ${process.platform} on ${process.arch}`)

  const list = await get(`${releaseUrl}/k6-${K6_VERSION}-checksums.txt`, REACH_TIMEOUT_MS, signal)
  const expected = checksumOf(await list.text(), asset.archive)
  if (expected === undefined) throw new SourceUnavailableError(`the checksum list does not name ${asset.archive}`)

  const archive = join(folder, asset.archive)
  const response = await get(`${releaseUrl}/${asset.archive}`, ARCHIVE_TIMEOUT_MS, signal)
  const actual = await save(response, archive)
  if (actual !== expected) {
    throw new SourceUnavailableError(`the checksum of ${asset.archive} is ${actual}, and the release says ${expected}`)
  }
  // Both GNU tar (for .tar.gz) and the tar of macOS (for .zip) find the format by themselves.
  const unpacked = await runCommand('tar', ['-xf', archive, '-C', folder], {
    env,
    signal,
    timeoutMs: UNPACK_TIMEOUT_MS,
  })
  if (unpacked.code !== 0)
    throw new SourceUnavailableError(`${asset.archive} cannot be unpacked: ${lastWords(unpacked)}`)
  return join(folder, asset.binary)
}

/** The archive of a platform and the path of the binary in it; undefined where the project publishes none. */
export function releaseAsset(
  platform: NodeJS.Platform,
  arch: string,
): { readonly archive: string; readonly binary: string } | undefined {
  const system = { linux: ['linux', 'tar.gz'], darwin: ['macos', 'zip'] }[platform as string]
  const machine = { x64: 'amd64', arm64: 'arm64' }[arch]
  if (system === undefined || machine === undefined) return undefined
  const base = `k6-${K6_VERSION}-${system[0]}-${machine}`
  return { archive: `${base}.${system[1]}`, binary: `${base}/k6` }
}

/** Finds a file in the output format of `sha256sum`. */
export function checksumOf(list: string, file: string): string | undefined {
  const line = list.split('\n').find((entry) => entry.trim().split(/\s+\*?/)[1] === file)
  return line?.trim().split(/\s+/)[0]?.toLowerCase()
}

async function get(url: string, timeoutMs: number, signal: AbortSignal): Promise<Response> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) })
    if (response.ok) return response
    throw new SourceUnavailableError(`${url} answered ${response.status}`)
  } catch (error) {
    throw unreachable(url, error, signal)
  }
}

async function save(response: Response, file: string): Promise<string> {
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  if (response.body === null) throw new SourceUnavailableError(`${response.url} has no content`)
  try {
    await pipeline(Readable.fromWeb(response.body), hashing, createWriteStream(file))
  } catch (error) {
    throw new SourceUnavailableError(`${response.url} broke off (${(error as Error).message})`, { cause: error })
  }
  return hash.digest('hex')
}

function unreachable(url: string, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || error instanceof SourceUnavailableError) return error
  const cause = (error as Error).cause
  const detail = cause instanceof Error ? cause.message : (error as Error).message
  return new SourceUnavailableError(`${new URL(url).host} cannot be reached (${detail})`, { cause: error })
}
