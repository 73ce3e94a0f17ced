import { execFileSync } from 'node:child_process'

/** Ids of the System V shared memory segments that the machine holds. */
export function segmentIds(): number[] {
  const lines = execFileSync('ipcs', ['-m'], { encoding: 'utf8' }).split('\n')
  return lines.map((line) => Number(line.trim().split(/\s+/)[1])).filter((id) => Number.isInteger(id))
}
