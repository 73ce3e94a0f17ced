import { readFileSync } from 'node:fs'
import { readPostmasterPid } from './postmaster-pid.ts'
import { runTool } from './tool.ts'

/**
 * Removes the few bytes of System V shared memory that a killed server leaves behind, of which a machine has a limited
 * number (macOS: 32). A server that starts on the same folder again takes it over, so this is for folders that go away,
 * and has to be done before: only `postmaster.pid` knows which one it is.
 *
 * Where there is no `ipcrm` the segment stays: 56 bytes are no reason to fail a clean-up.
 */
export async function removeSegment(dataFolder: string): Promise<void> {
  const segment = readPostmasterPid(dataFolder)?.segment
  if (segment === undefined || !isOrphan(segment)) return
  await runTool({ command: 'ipcrm', args: ['-m', String(segment.id)], options: {} }).catch(() => {})
}

/** Linux lists segments as `key shmid perms size cpid lpid nattch ...`; elsewhere the file alone has to be believed. */
function isOrphan(segment: { readonly key: number; readonly id: number }): boolean {
  let list: string
  try {
    list = readFileSync('/proc/sysvipc/shm', 'utf8')
  } catch {
    return true
  }
  return list.split('\n').some((line) => {
    const [key, id, , , , , attached] = line.trim().split(/\s+/)
    // The kernel prints the key as a signed number, PostgreSQL as an unsigned one.
    return Number(id) === segment.id && Number(key) >>> 0 === segment.key >>> 0 && attached === '0'
  })
}
