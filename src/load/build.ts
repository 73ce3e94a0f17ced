import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { lastWords, runCommand } from './command.ts'
import { findOnPath } from './executable.ts'
import { SourceUnavailableError, type K6Source, type BuildContext } from './source.ts'
import { K6_VERSION } from './version.ts'

/** The Go that k6 asks for in its module file. */
const NEEDED_GO = [1, 25] as const
const GO_VERSION_TIMEOUT_MS = 15_000
/** A cold build takes a minute on two cores; a slow machine and a slow network get more. */
const BUILD_TIMEOUT_MS = 15 * 60_000

/**
 * Builds k6 with the Go on PATH from our module file, which pins every byte of k6 and its dependencies by hash.
 *
 * @param modules - the folder with `go.mod` and `go.sum`
 */
export function goSource(modules: string = toolchainFolder()): K6Source {
  return {
    way: 'go',
    text: `building k6 ${K6_VERSION} with Go (about a minute)`,
    async obtain(context) {
      const go = findOnPath('go', context.env)
      if (go === undefined) throw new SourceUnavailableError("no 'go' on PATH")
      return await buildK6(go, modules, context, {})
    },
  }
}

/**
 * Builds k6 with a given Go.
 *
 * @param extraEnv - for example caches of its own
 * @throws SourceUnavailableError when this Go is too old or the build fails
 */
export async function buildK6(
  go: string,
  modules: string,
  { env, folder, signal }: BuildContext,
  extraEnv: NodeJS.ProcessEnv,
): Promise<string> {
  // GOTOOLCHAIN: never fetch another Go behind our back. GOWORK: a workspace above us must not take part.
  const goEnv = { ...env, GOTOOLCHAIN: 'local', GOWORK: 'off', CGO_ENABLED: '0', ...extraEnv }
  const version = await runCommand(go, ['env', 'GOVERSION'], {
    env: goEnv,
    timeoutMs: GO_VERSION_TIMEOUT_MS,
    cwd: folder,
    signal,
  })
  const refusal = refuseGo(version.code === 0 ? version.stdout : lastWords(version))
  if (refusal !== undefined) throw new SourceUnavailableError(`'${go}' ${refusal}`)

  const binary = join(folder, 'k6')
  const flags = ['-mod=readonly', '-trimpath', '-ldflags=-s -w']
  const built = await runCommand(go, ['build', ...flags, '-o', binary, 'go.k6.io/k6/v2'], {
    cwd: modules,
    env: goEnv,
    timeoutMs: BUILD_TIMEOUT_MS,
    signal,
  })
  if (built.code !== 0) throw new SourceUnavailableError(`the build failed: ${lastWords(built)}`)
  return binary
}

/** Why this Go will not do; undefined when it will. */
export function refuseGo(version: string): string | undefined {
  const match = /\bgo(\d+)\.(\d+)/.exec(version)
  if (match === null) return `does not say its version (it said: ${version.trim().slice(0, 200)})`
  const [major, minor] = [Number(match[1]), Number(match[2])]
  const enough = major > NEEDED_GO[0] || (major === NEEDED_GO[0] && minor >= NEEDED_GO[1])
  return enough ? undefined : `is Go ${major}.${minor}, and Go ${NEEDED_GO.join('.')} or later is needed`
}

/** The folder with k6's module file: in the root of our package, from `src/` and from `dist/` alike. */
export function toolchainFolder(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder)
  return join(folder, 'toolchain', 'k6')
}
