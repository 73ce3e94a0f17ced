import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClockOrigin } from '../../src/model/clock.ts'
import type { StreamInfo } from '../../src/model/operation.ts'

export const ORIGIN: ClockOrigin = { monotonicNs: '123456789', wallMs: 1_000, bootId: 'boot' }

export const STREAMS: readonly StreamInfo[] = (['write', 'read'] as const).map((kind) => ({
  id: `${kind}-fresh`,
  source: 'probe',
  kind,
  connection: 'fresh',
  protocol: 'http',
  writer: 'w',
  intervalMs: 20,
  timeoutMs: 1_000,
  judged: true,
  path: 'direct',
}))

/** A folder for one test, gone afterwards. */
export function withFolder(): (name: string) => string {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-history-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return (name) => join(folder, name)
}
