import { waitFor } from '../../../system/wait.ts'
import { replicationState, setSynchronous } from '../postgres/sql.ts'
import type { LabSettings } from '../settings.ts'
import type { ManagedNode } from './config.ts'
import { rebuild } from './remote-calls.ts'

/** How long a fresh copy may take until it streams. */
const STREAMING_TIMEOUT_MS = 60_000
const POLL_MS = 20

/** Brings the pair back to two nodes. Commits wait for the standby only when it streams: before, they would wait forever. */
export async function restoreStandby(
  primary: ManagedNode,
  standby: ManagedNode,
  replication: LabSettings['replication'],
  saveFork: boolean,
): Promise<void> {
  await rebuild(standby, saveFork)
  await waitForStreaming(primary, standby, 'async')
  if (replication === 'async') return
  await setSynchronous(primary.url, standby.applicationName)
  await waitForStreaming(primary, standby, 'sync')
}

/** Resolves when the standby streams, and, with `sync`, when commits wait for it. @throws WaitTimeoutError */
export async function waitForStreaming(
  primary: ManagedNode,
  standby: ManagedNode,
  replication: LabSettings['replication'],
  timeoutMs = STREAMING_TIMEOUT_MS,
): Promise<void> {
  await waitFor(
    `${standby.id} to stream from ${primary.id}`,
    async () => {
      const states = await replicationState(primary.url)
      return states.some(
        ({ applicationName, state, syncState }) =>
          applicationName === standby.applicationName &&
          state === 'streaming' &&
          (replication === 'async' || syncState === 'sync'),
      )
    },
    { timeoutMs, everyMs: POLL_MS },
  )
}
