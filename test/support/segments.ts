import { execFileSync } from 'node:child_process'
import { identify } from '../../src/system/identity.ts'

/** Ids of the System V shared memory segments that the machine holds. */
export function segmentIds(): number[] {
  const lines = execFileSync('ipcs', ['-m'], { encoding: 'utf8' }).split('\n')
  return lines.map((line) => Number(line.trim().split(/\s+/)[1])).filter((id) => Number.isInteger(id))
}

/** Those whose creator is dead: nobody uses them, so somebody has left them behind. Labs that run beside the test have theirs. */
export function abandonedSegmentIds(): number[] {
  const lines = execFileSync('ipcs', ['-m', '-p'], { encoding: 'utf8' }).split('\n')
  return lines.flatMap((line) => {
    const [id, , creator] = line.trim().split(/\s+/).map(Number)
    if (id === undefined || !Number.isInteger(id) || creator === undefined) return []
    return identify(creator) === undefined ? [id] : []
  })
}
