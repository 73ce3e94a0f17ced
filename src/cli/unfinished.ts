import { dirname, resolve } from 'node:path'
import { DrillLock, DrillRunningError } from '../drill/lock.ts'
import { type UnfinishedDrill, resolveUnfinished } from '../drill/unfinished.ts'
import { EXIT } from '../model/exit-codes.ts'
import { quoted } from '../system/shell.ts'
import { driverNamed } from './environments.ts'
import { CommandError } from './exits.ts'
import { ownCommand } from './launcher.ts'

/** What a person pastes to have the undo of a drill tried again, from any folder. */
export function howToRecover(drillId: string, reports: string): string {
  const command = `${ownCommand()} recover --drill ${quoted(drillId)} --reports ${quoted(resolve(reports))}`
  return `a fault of drill ${drillId} may remain; have it undone again with\n  ${command}`
}

/** What may remain of a drill, with everything that a person can paste. */
export function describeRemains({ drillId, recordFolder, remaining }: UnfinishedDrill): string {
  const list = remaining.map(({ text, command }) => {
    const byHand = command === undefined ? '' : `\n    by hand: ${command}`
    return `  - ${text.replaceAll('\n', '\n    ')}${byHand}`
  })
  return [
    howToRecover(drillId, dirname(recordFolder)),
    'what may remain:',
    ...list,
    'when you have looked and nothing is left, say so with the same command and --by-hand',
  ].join('\n')
}

/**
 * Takes the machine for a drill, or for what must not happen beside one: two rescuers would write into one ledger.
 *
 * @throws CommandError `refused` when a drill is running
 */
export async function takeMachine(drillId: string): Promise<DrillLock> {
  try {
    return await DrillLock.acquire({ drillId, pid: process.pid })
  } catch (error) {
    if (error instanceof DrillRunningError) throw new CommandError(EXIT.refused, error.message, { cause: error })
    throw error
  }
}

/**
 * Ends what earlier drills have left, in this reports folder and wherever else this user has drilled on this machine.
 *
 * @param lock - held by whoever wants to start a drill: `blackstart abort` reaches it
 * @throws CommandError `refused` while something of them runs or may remain; `inconclusive` when it was asked to stop
 */
export async function endUnfinished(reports: string, lock: Pick<DrillLock, 'abortRequested'>): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`blackstart: ${text}\n`)
  const stop = (): boolean => lock.abortRequested
  const unfinished = await resolveUnfinished(reports, { drivers: driverNamed, by: 'next start', say, stop })
  if (lock.abortRequested) {
    throw new CommandError(EXIT.inconclusive, 'somebody stopped it with blackstart abort before anything was started')
  }
  const unresolved = unfinished.filter(({ state }) => state !== 'ended')
  if (unresolved.length === 0) return
  const texts = unresolved.map((drill) => describeUnresolved(drill))
  throw new CommandError(EXIT.refused, `no drill starts over an unresolved one: ${texts.join('\n')}`)
}

function describeUnresolved(drill: UnfinishedDrill): string {
  return drill.state === 'running'
    ? `drill ${drill.drillId} is running (${drill.recordFolder}): it ends by itself; if it hangs, blackstart recover ends it`
    : describeRemains(drill)
}
