import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { identify, type ProcessIdentity } from '../../../system/identity.ts'
import { worksIn } from '../../../system/working-folder.ts'

/** What a server says about itself in its `postmaster.pid`; lines that it has not written yet are undefined. */
export interface PostmasterPid {
  readonly pid: number
  readonly port: number | undefined
  /** Its System V shared memory, for `ipcrm`. */
  readonly segment: { readonly key: number; readonly id: number } | undefined
  /** It accepts connections; also true for a standby that accepts reads. */
  readonly ready: boolean
}

/**
 * Reads `postmaster.pid`: 1 pid, 2 folder, 3 start, 4 port, 5 socket folder, 6 address, 7 shared memory, 8 state. A server
 * that serves one program alone, as those of initdb do, writes its pid as a negative number.
 */
export function parsePostmasterPid(text: string): PostmasterPid | undefined {
  const lines = text.split('\n').map((line) => line.trim())
  const pid = wholeNumber(lines[0]?.replace(/^-/, ''))
  if (pid === undefined || pid <= 0) return undefined
  const [key, id] = (lines[6] ?? '').split(/\s+/).map(wholeNumber)
  return {
    pid,
    port: wholeNumber(lines[3]),
    segment: key === undefined || id === undefined ? undefined : { key, id },
    ready: lines[7] === 'ready',
  }
}

/** What the data folder's `postmaster.pid` says, of whatever age it is; undefined when there is none. */
export function readPostmasterPid(dataFolder: string): PostmasterPid | undefined {
  try {
    return parsePostmasterPid(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * The running server of a data folder. A killed server leaves its file behind and its pid may be somebody else's by now:
 * only a process that works in the data folder is the server.
 */
export function findPostmaster(
  dataFolder: string,
): { identity: ProcessIdentity; port: number | undefined } | undefined {
  const file = readPostmasterPid(dataFolder)
  if (file === undefined || !worksIn(file.pid, dataFolder)) return undefined
  const identity = identify(file.pid)
  return identity && { identity, port: file.port }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
