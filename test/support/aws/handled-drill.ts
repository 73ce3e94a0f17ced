import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { RecordFolder } from '../../../src/drill/record.ts'
import { handleFor } from '../../../src/environments/aws/handle.ts'
import type { AwsSettings } from '../../../src/environments/aws/settings.ts'
import { FaultLedger } from '../../../src/ledger/fault-ledger.ts'
import { ledgerHeader } from '../ledger-header.ts'

/**
 * What a drill leaves to its runbook: its record, of which the ledger names the account.
 *
 * @returns what `BLACKSTART_AWS` holds
 */
export function handledDrill(reports: string, drillId: string, settings: AwsSettings, endpoint: string): string {
  const recordFolder = join(reports, drillId)
  if (!existsSync(recordFolder)) {
    mkdirSync(recordFolder, { recursive: true })
    const header = ledgerHeader(drillId, handleFor('aws-lab', drillId, settings))
    FaultLedger.create(new RecordFolder(recordFolder).ledger, header).close()
  }
  return JSON.stringify({ drillId, recordFolder, endpoint })
}
