/**
 * Signals every member of a process group. A group that is gone already is no error: between the end of its leader and
 * our hearing of it there is always a moment.
 *
 * @param leader - pid of its leader, which is the number of the group; undefined for a process that never started
 * @throws the error of the system, but for ESRCH
 */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
