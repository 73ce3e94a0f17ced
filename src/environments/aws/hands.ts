import type { Reach } from './reach.ts'
import type { AwsSettings } from './settings.ts'

/** Environment variable by which the commands of a runbook find the account of their drill. Names only. */
export const AWS_VARIABLE = 'BLACKSTART_AWS'

/** What {@link AWS_VARIABLE} holds. */
export interface HandledAccount {
  readonly drillId: string
  readonly settings: AwsSettings
}

/** Values for the inputs of the library's runbooks, as commands that are made for one drill. */
export function handsOf({ settings }: Reach, drillId: string): Readonly<Record<string, string>> {
  const account: HandledAccount = { drillId, settings }
  return {
    RESTORE: 'blackstart aws restore',
    RESTORED_STATE: 'blackstart aws restored',
    END_RESTORE: 'blackstart aws end-restore',
    [AWS_VARIABLE]: JSON.stringify(account),
  }
}
