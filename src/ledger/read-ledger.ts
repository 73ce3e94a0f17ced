import { readFileSync } from 'node:fs'
import type { LedgerEntry, LedgerHeader, LedgerInjection, LedgerState } from './entries.ts'
import { decodeFrames } from './frame.ts'

/** The file is not a ledger, or neither copy of its header can be read. */
export class UnreadableLedgerError extends Error {
  override readonly name = 'UnreadableLedgerError'
  readonly path: string

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.path = path
  }
}

/**
 * Reads a ledger from disk, whatever its end looks like.
 *
 * @throws UnreadableLedgerError when neither copy of its header can be read
 */
export function readLedger(path: string): LedgerState {
  return replay(path, readFileSync(path)).state
}

interface Replayed {
  readonly state: LedgerState
  /** Where the next frame belongs. */
  readonly endOffset: number
  /** All that can be read. */
  readonly entries: readonly LedgerEntry[]
}

/** @throws UnreadableLedgerError when neither copy of its header can be read */
export function replay(path: string, bytes: Buffer): Replayed {
  const { payloads, endOffset, state: tail } = decodeFrames(bytes)
  const frames = payloads as (LedgerHeader | LedgerEntry)[]
  const header = frames.find((frame) => frame.kind === 'header')
  if (header === undefined) {
    throw new UnreadableLedgerError(
      path,
      `no copy of the header of the fault ledger ${path} can be read: look by hand for what the drill left behind, then move the file away`,
    )
  }
  const entries = frames.filter((frame) => frame.kind !== 'header')
  return { state: { ...stateAfter(header, entries), tail }, endOffset, entries }
}

/** What is known of a drill after these entries. */
export function stateAfter(header: LedgerHeader, entries: readonly LedgerEntry[]): Omit<LedgerState, 'tail'> {
  const injections = new Map<number, LedgerInjection>()
  const processes: { role: string; identity: LedgerHeader['harness'] }[] = [
    { role: 'harness', identity: header.harness },
  ]
  let epoch = 1
  let closedBy: string | undefined
  for (const entry of entries) {
    if (entry.kind === 'epoch') epoch = entry.epoch
    else if (entry.kind === 'process') processes.push({ role: entry.role, identity: entry.identity })
    else if (entry.kind === 'closed') closedBy = entry.by
    else if (entry.kind === 'intended') injections.set(entry.injectionId, { ...entry, state: 'intended' })
    else {
      const before = injections.get(entry.injectionId)
      // Without its intent (a damaged frame) nothing is known that could be undone by it.
      if (before !== undefined) injections.set(entry.injectionId, advance(before, entry))
    }
  }
  return {
    header,
    epoch,
    injections: [...injections.values()].map(({ injectionId, ...rest }) => ({ injectionId, ...rest })),
    processes,
    ...(closedBy === undefined ? {} : { closedBy }),
  }
}

type InjectionEntry = Exclude<LedgerEntry, { kind: 'epoch' | 'process' | 'closed' | 'intended' }>

function advance(injection: LedgerInjection, entry: InjectionEntry): LedgerInjection {
  switch (entry.kind) {
    case 'injected':
      return { ...injection, state: 'injected', receipt: entry.receipt }
    case 'injection-failed':
      return { ...injection, error: entry.error }
    case 'verified':
      return { ...injection, state: 'verified', proof: entry.evidence }
    case 'undone': {
      const { undoError: _overcome, ...rest } = injection
      return { ...rest, state: 'undone', undoneBy: entry.by }
    }
    case 'confirmed':
      return { ...injection, state: 'confirmed', confirmation: entry.evidence, undoneBy: entry.by }
    case 'undo-failed':
      return { ...injection, undoError: entry.error }
  }
}
