import { userInfo } from 'node:os'
import { K6BinaryRefusedError, K6UnavailableError } from '../load/errors.ts'
import { provisionK6, type ProvisionProgress } from '../load/provision.ts'
import type { K6Binary } from '../load/resolve.ts'
import { ConfigError, type Finding, ScenarioError } from '../scenario/findings.ts'
import { inputError } from './exits.ts'

/** Loads a file of a person; whatever is wrong with it is collected. */
export async function orFindings<Value>(
  load: () => Promise<Value>,
  collect: (findings: readonly Finding[], file: string) => void,
): Promise<Value | undefined> {
  try {
    return await load()
  } catch (error) {
    if (!(error instanceof ScenarioError || error instanceof ConfigError)) throw error
    collect(error.findings, error.file)
    return undefined
  }
}

/** Gets k6 if it is not there yet. @throws CommandError when there is no way */
export async function k6OrFindings(
  signal: AbortSignal,
  onProgress: (progress: ProvisionProgress) => void,
): Promise<K6Binary> {
  try {
    return await provisionK6({ signal, onProgress })
  } catch (error) {
    if (error instanceof K6UnavailableError || error instanceof K6BinaryRefusedError) throw inputError([error.message])
    throw error
  }
}

/** The address of the run, as the CI systems tell it by their own variables. */
export function ciRunAddress(env: NodeJS.ProcessEnv): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env
  if (server !== undefined && repository !== undefined && run !== undefined) {
    return `${server}/${repository}/actions/runs/${run}`
  }
  return env['CI_JOB_URL'] ?? env['BUILD_URL'] ?? null
}

/** Who runs the drill; a container may run under a number that has no name. */
export function operator(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

/** Names a drill so that names sort by time. */
export function newDrillId(startedAt: Date, name: string): string {
  const time = startedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  return `${time}-${name}-${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`
}
