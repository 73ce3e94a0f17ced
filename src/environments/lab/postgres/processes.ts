import { childrenOf, identify, isAlive, signalExactly, type ProcessIdentity } from '../../../system/identity.ts'
import { waitFor, WaitTimeoutError } from '../../../system/wait.ts'
import { PostgresSurvivedError } from './errors.ts'

// A frozen parent makes no more children, so the second look equals the first, but for the last fork before it froze.
const LOOKS = 10
const GONE_TIMEOUT_MS = 5_000
const GONE_POLL_MS = 2

/**
 * The postmaster and its children, in this order. Each child has a session and a process group of its own, so a signal
 * to the postmaster's group would reach the postmaster alone.
 */
export function serverProcesses(postmaster: ProcessIdentity): readonly ProcessIdentity[] {
  if (!isAlive(postmaster)) return []
  const children = childrenOf(postmaster.pid).map(identify)
  return [postmaster, ...children.filter((child) => child !== undefined)]
}

/**
 * SIGKILL to a server as a whole. Its children have to be found while their parent still lives, and it must make no
 * more of them meanwhile: so it is frozen first. It dies last: children who see it die end by themselves, and say so to
 * their clients, which a crash does not.
 *
 * @returns who was killed
 */
export function killServer(postmaster: ProcessIdentity): readonly ProcessIdentity[] {
  signalExactly(postmaster, 'SIGSTOP')
  return settledProcesses(postmaster)
    .toReversed()
    .filter((process) => signalExactly(process, 'SIGKILL'))
}

/**
 * SIGSTOP to a server as a whole, the postmaster first.
 *
 * @returns who was frozen
 */
export function freezeServer(postmaster: ProcessIdentity): readonly ProcessIdentity[] {
  signalExactly(postmaster, 'SIGSTOP')
  return settledProcesses(postmaster).filter((process) => signalExactly(process, 'SIGSTOP'))
}

/** @throws PostgresSurvivedError when one is still there after five seconds */
export async function untilGone(dataFolder: string, processes: readonly ProcessIdentity[]): Promise<void> {
  const gone = (): boolean => !processes.some(isAlive)
  try {
    await waitFor('the killed processes are gone', gone, { timeoutMs: GONE_TIMEOUT_MS, everyMs: GONE_POLL_MS })
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error
    const pids = processes.filter(isAlive).map(({ pid }) => pid)
    throw new PostgresSurvivedError(dataFolder, pids, { cause: error })
  }
}

function settledProcesses(postmaster: ProcessIdentity): readonly ProcessIdentity[] {
  let seen = serverProcesses(postmaster)
  for (let look = 1; look < LOOKS; look++) {
    const again = serverProcesses(postmaster)
    const same = again.length === seen.length
    seen = again
    if (same) break
  }
  return seen
}
