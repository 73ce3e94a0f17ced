import { RefusedError } from '../../environment.ts'
import type { DatabaseSnapshot } from '../ports/snapshots.ts'
import type { Reach } from '../reach.ts'
import { sourceOf } from './restore.ts'

/** The snapshots from which the drill's database can be restored by now, the newest first. */
export async function usableSnapshots(reach: Reach): Promise<readonly DatabaseSnapshot[]> {
  const source = await sourceOf(reach)
  const snapshots = await (await reach.ports.restores()).snapshots(source)
  return snapshots
    .filter(({ status }) => status === 'available')
    .toSorted((one, other) => other.at.getTime() - one.at.getTime())
}

/**
 * A snapshot of the drill's database; of no other one, whatever it is called.
 *
 * @param wanted - its id, or `latest`
 * @throws RefusedError
 */
export async function snapshotNamed(reach: Reach, wanted: string): Promise<DatabaseSnapshot> {
  const usable = await usableSnapshots(reach)
  const found = wanted === 'latest' ? usable[0] : usable.find(({ id }) => id === wanted)
  if (found !== undefined) return found
  const { id: source } = await sourceOf(reach)
  const which = wanted === 'latest' ? 'there is none' : `'${wanted}' is none of them`
  const list = usable.map(({ id }) => id).join(', ') || 'none'
  throw new RefusedError([`a snapshot of ${source} that is available is restored, and ${which}: there are ${list}`])
}
