import { compose } from './command.ts'

const VERSION_TIMEOUT_MS = 15_000

/** The first that can replace a list of the team's file by one of ours (`!override`) in every place where we do. */
const OLDEST = [2, 24, 4] as const

/** The version of the compose plugin, as it says it. @throws ComposeMissingError, ComposeError */
export async function composeVersion(): Promise<string> {
  const target = { project: 'blackstart-check', files: [], variables: {} }
  return (await compose(target, ['version', '--short'], { timeoutMs: VERSION_TIMEOUT_MS })).trim()
}

/** Why this version will not do; undefined when it will, or is none that can be read. Pure. */
export function tooOld(version: string): string | undefined {
  const [, ...numbers] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  if (numbers.length === 0) return undefined
  const first = OLDEST.findIndex((wanted, index) => Number(numbers[index]) !== wanted)
  if (first === -1 || Number(numbers[first]) > (OLDEST[first] ?? 0)) return undefined
  return `docker compose is ${version}: it takes ${OLDEST.join('.')} or newer, which can lay other ports over those of your file`
}
