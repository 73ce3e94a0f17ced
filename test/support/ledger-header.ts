import type { Handle } from '../../src/environments/environment.ts'
import type { LedgerHeader } from '../../src/ledger/entries.ts'

/** The first frame of a ledger, of a drill whose harness is none of the processes that live. */
export function ledgerHeader(drillId: string, handle: Partial<Handle> = {}): LedgerHeader {
  const bootId = handle.bootId ?? 'boot'
  return {
    kind: 'header',
    version: 1,
    drillId,
    handle: { environment: 'lab', data: {}, ...handle, bootId },
    origin: { monotonicNs: '0', wallMs: 0, bootId },
    harness: { pid: 1, startedAt: '1' },
  }
}
