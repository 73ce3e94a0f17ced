import { lastWords, runCommand } from './command.ts'

/** The version that is downloaded or built when none is found. */
export const K6_VERSION = 'v2.2.0'

/** The REST control, the summary's format and the exit codes are those of this major version. */
const SUPPORTED_MAJOR = 2
const VERSION_TIMEOUT_MS = 15_000

type VersionCheck = { readonly version: string } | { readonly refused: string }

/**
 * Judges what `k6 version` printed. Only the version counts: a build from source prints another commit, and the line
 * begins with the name of the file.
 */
export function judgeVersion(output: string): VersionCheck {
  const match = /\bv(\d+)\.\d+\.\d+\S*/.exec(output)
  if (match === null) return { refused: `it does not say a version of k6 (it said: ${output.trim().slice(0, 200)})` }
  const version = match[0]
  if (Number(match[1]) !== SUPPORTED_MAJOR) {
    return { refused: `it is k6 ${version}, and k6 v${SUPPORTED_MAJOR}.x is needed: install ${K6_VERSION}` }
  }
  return { version }
}

/** Asks a binary for its version and judges it. */
export async function checkVersion(path: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<VersionCheck> {
  const result = await runCommand(path, ['version'], {
    env: { ...env, K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false' },
    timeoutMs: VERSION_TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
  })
  return result.code === 0 ? judgeVersion(result.stdout) : { refused: `it cannot be run (${lastWords(result)})` }
}
