import { RefusedError } from '../environment.ts'
import type { Reach } from './reach.ts'
import { restoredId, sourceOf } from './restore/restore.ts'
import type { AwsSettings } from './settings.ts'

/** Environment variable by which the commands of a runbook find the account of their drill. Names only. */
export const AWS_VARIABLE = 'BLACKSTART_AWS'

/** What {@link AWS_VARIABLE} holds. */
export interface HandledAccount {
  readonly drillId: string
  readonly settings: AwsSettings
}

/**
 * Values for the inputs of the library's runbooks, as commands that are made for one drill. Where it is not one database
 * that can be restored, there are none for that.
 */
export async function handsOf(reach: Reach, drillId: string): Promise<Readonly<Record<string, string>>> {
  const account: HandledAccount = { drillId, settings: reach.settings }
  const hands = { [AWS_VARIABLE]: JSON.stringify(account) }
  try {
    const { id } = await sourceOf(reach)
    return {
      ...hands,
      RESTORE: 'blackstart aws restore',
      BACKUPS: 'blackstart aws snapshots',
      RESTORE_BACKUP: 'blackstart aws restore --snapshot',
      RESTORED_STATE: 'blackstart aws restored',
      END_RESTORE: 'blackstart aws end-restore',
      RESTORED_DATABASE: restoredId(id, drillId),
    }
  } catch (error) {
    if (error instanceof RefusedError) return hands
    throw error
  }
}
