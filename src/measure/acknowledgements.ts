import { databaseEpoch, OUTCOMES, type OperationTable, type StreamInfo } from '../model/operation.ts'

const OK = OUTCOMES.indexOf('ok')

/**
 * **Zombie acknowledgements**: given by a deposed primary, that is sent after a database of a higher epoch had already
 * acknowledged a write. Two primaries at once: split brain. What the deposed one acknowledged between its successor's
 * promotion and the successor's first acknowledgement that a client saw is not counted, so the count is a lower bound.
 *
 * @returns null when no acknowledgement says which database gave it
 */
export function zombieAcknowledgements(table: OperationTable, streams: readonly StreamInfo[]): number | null {
  const { database, labels } = table
  if (database === undefined) return null
  const epochs = labels.map((label) => databaseEpoch(label))
  const acknowledgedIn = (row: number): number | undefined => {
    if (table.outcome[row] !== OK || streams[table.stream[row] ?? 0]?.kind !== 'write') return undefined
    return epochs[database[row] ?? 0]
  }
  /** When an epoch was first seen to acknowledge, nanoseconds. */
  const firstNs = new Map<number, number>()
  for (let row = 0; row < table.length; row++) {
    const epoch = acknowledgedIn(row)
    if (epoch === undefined) continue
    firstNs.set(epoch, Math.min(firstNs.get(epoch) ?? Infinity, table.completedNs[row] ?? Infinity))
  }
  /** When a higher epoch was first seen to acknowledge: whoever is asked after that and still acknowledges is deposed. */
  const deposedNs = new Map(
    [...firstNs.keys()].map((epoch) => [
      epoch,
      Math.min(...[...firstNs].flatMap(([other, ns]) => (other > epoch ? [ns] : [])), Infinity),
    ]),
  )
  let zombies = 0
  for (let row = 0; row < table.length; row++) {
    const epoch = acknowledgedIn(row)
    if (epoch !== undefined && (table.sentNs[row] ?? NaN) > (deposedNs.get(epoch) ?? Infinity)) zombies++
  }
  return zombies
}

/** Acknowledgements that named another write than the one that was sent. */
export function wrongEchoes({ errorClass, labels }: OperationTable): number {
  const code = labels.indexOf('wrong-echo')
  return code === -1 ? 0 : errorClass.reduce((count, each) => count + Number(each === code), 0)
}
