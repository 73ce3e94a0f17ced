import { undoPatiently } from '../drill/patient-undo.ts'
import { LATE_REQUEST_MS } from '../drill/undo.ts'
import { RefusedError } from '../environments/environment.ts'
import { awsFaultPlane } from '../environments/aws/faults/fault-plane.ts'
import { reachOf, sharedStoreOf } from '../environments/aws/open.ts'
import { copiesLeft } from '../environments/aws/restore/copy.ts'
import { allowedCaller } from '../environments/aws/safety/account.ts'
import { parseAwsSettings } from '../environments/aws/settings.ts'
import { DrillElsewhereError, recoverShared } from '../environments/aws/shared/recover-shared.ts'
import { EXIT, type ExitCode } from '../model/exit-codes.ts'
import { loadConfig } from '../scenario/config.ts'
import { CommandError, inputError } from './exits.ts'

/**
 * Undoes what drills on machines that are gone have left in the account that the configuration names.
 *
 * @returns the exit code
 * @throws CommandError
 */
export async function recoverFromStore(config: string | undefined): Promise<ExitCode> {
  const configuration = await loadConfig(process.cwd(), config)
  const settings = parseAwsSettings(configuration.aws?.settings ?? {}, configuration)
  if ('findings' in settings) throw inputError(settings.findings)
  const reach = reachOf(settings.value, 0)
  try {
    const { account } = await allowedCaller(reach)
    const store = await sharedStoreOf(reach, account)
    if (store === undefined) throw inputError(['environments.aws.sharedStore: there is none to recover from'])
    process.stderr.write('blackstart: looking whether a drill on another machine still lives\n')
    const faults = awsFaultPlane(reach)
    const remainders = await recoverShared(store, {
      undo: (target) => undoPatiently(faults, target, { onSlow: (error) => tellSlow(target.component, error) }),
      byHand: (target) => faults.byHand?.(target),
      lateMs: LATE_REQUEST_MS,
    })
    if (remainders.length === 0) process.stdout.write('Nothing is left to undo.\n')
    for (const { of, text, undone, command } of remainders) {
      const byHand = command === undefined || undone ? '' : `\n  by hand: ${command}`
      process.stdout.write(`${undone ? 'Undone' : 'May remain'}, of ${of}: ${text}${byHand}\n`)
    }
    for (const { drillId, text, command } of await copiesLeft(reach)) {
      process.stdout.write(`Left by drill ${drillId}: ${text}\n  by hand: ${command}\n`)
    }
    return remainders.every(({ undone }) => undone) ? EXIT.pass : EXIT.faultMayRemain
  } catch (error) {
    if (error instanceof RefusedError || error instanceof DrillElsewhereError) {
      throw new CommandError(EXIT.refused, error.message, { cause: error })
    }
    throw error
  }
}

function tellSlow(component: string, error: string): void {
  process.stderr.write(`blackstart: ${component} is not undone yet, and is tried again: ${error}\n`)
}
