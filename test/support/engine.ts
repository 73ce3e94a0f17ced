import { execFileSync } from 'node:child_process'

/**
 * Why containers cannot be drilled here; undefined when they can.
 *
 * @throws Error with that reason where an engine was provided for the tests: then it is none to skip them
 */
export function whyNoContainers(): string | undefined {
  const reason = whatIsMissing()
  if (reason !== undefined && process.env['BLACKSTART_CONTAINERS_REQUIRED'] === '1') throw new Error(reason)
  return reason
}

function whatIsMissing(): string | undefined {
  try {
    docker('info')
    docker('compose', 'version')
  } catch (error) {
    return `no container engine with the compose plugin: ${(error as Error).message.split('\n').slice(0, 2).join(' ')}`
  }
  for (const image of ['blackstart-stack', 'blackstart-hands']) {
    try {
      docker('image', 'inspect', image)
    } catch {
      return `the image ${image} is not there: .ci/containers/images builds it`
    }
  }
  return undefined
}

/** Runs the engine's client. @returns what it printed */
export function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 }).trim()
}

/** Everything on the engine that bears the label of a drill. */
export function labelledRemains(): string[] {
  const filter = ['--filter', 'label=blackstart.drill']
  return [
    ...docker('ps', '--all', '--quiet', ...filter).split('\n'),
    ...docker('network', 'ls', '--quiet', ...filter).split('\n'),
    ...docker('volume', 'ls', '--quiet', ...filter).split('\n'),
    ...docker('image', 'ls', '--quiet', ...filter).split('\n'),
  ].filter((line) => line !== '')
}
