import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { RecordFolder } from '../../../src/drill/record.ts'
import { handleFor } from '../../../src/environments/aws/handle.ts'
import type { AwsSettings } from '../../../src/environments/aws/settings.ts'
import { FaultLedger } from '../../../src/ledger/fault-ledger.ts'

/**
 * What a drill leaves to its runbook: its record, of which the ledger names the account.
 *
 * @returns what `BLACKSTART_AWS` holds
 */
export function handledDrill(reports: string, drillId: string, settings: AwsSettings, endpoint: string): string {
  const recordFolder = join(reports, drillId)
  if (!existsSync(recordFolder)) {
    mkdirSync(recordFolder, { recursive: true })
    FaultLedger.create(new RecordFolder(recordFolder).ledger, {
      kind: 'header',
      version: 1,
      drillId,
      handle: handleFor('aws-lab', drillId, settings),
      origin: { monotonicNs: '0', wallMs: 0, bootId: 'boot' },
      harness: { pid: 1, startedAt: '1' },
    }).close()
  }
  return JSON.stringify({ drillId, recordFolder, endpoint })
}
