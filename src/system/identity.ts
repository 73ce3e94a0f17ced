import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process that cannot be confused with a later one that was given the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  /** Kernel's start time of the process: clock ticks since boot on Linux, `ps` text elsewhere. */
  readonly startedAt: string
}

/** Identity of a living process; undefined when there is none with this pid (a zombie counts as gone). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startTimeFromProc(pid) : startTimeFromPs(pid)
  return startedAt === undefined ? undefined : { pid, startedAt }
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt
}

/**
 * Sends a signal to exactly this process.
 *
 * @returns false when it is gone already
 */
export function signalExactly(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false
  try {
    process.kill(identity.pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Whether a process is stopped (SIGSTOP): it lives, and does nothing. */
export function isStopped(identity: ProcessIdentity): boolean {
  if (!isAlive(identity)) return false
  const state = process.platform === 'linux' ? statFields(identity.pid)?.[0] : psFields(identity.pid)?.[0]
  return state?.startsWith('T') === true
}

/** Children of a process at this moment. PostgreSQL's each have a session of their own, so a process group does not hold them. */
export function childrenOf(pid: number): number[] {
  try {
    if (process.platform === 'linux') {
      return numbers(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'))
    }
    return numbers(execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }))
  } catch {
    return []
  }
}

function startTimeFromProc(pid: number): string | undefined {
  const fields = statFields(pid)
  const state = fields?.[0]
  return state === 'Z' || state === 'X' ? undefined : fields?.[19]
}

/** Fields of `/proc/<pid>/stat` from the state on; undefined when there is no such process. */
function statFields(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name may hold spaces and brackets: count the fields from the last bracket on.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

function startTimeFromPs(pid: number): string | undefined {
  const [state, ...started] = psFields(pid) ?? []
  return state === undefined || state.startsWith('Z') ? undefined : started.join(' ')
}

/** State and start time as `ps` tells them; undefined when there is no such process. */
function psFields(pid: number): readonly string[] | undefined {
  try {
    return execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
  } catch {
    return undefined
  }
}

function numbers(text: string): number[] {
  return text
    .split(/\s+/)
    .filter((part) => part !== '')
    .map(Number)
}
