import { resolve } from 'node:path'
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
export function describeRemains({ drillId, remaining }: UnfinishedDrill, reports: string): string {
  const list = remaining.map(({ text, command }) => {
    const byHand = command === undefined ? '' : `\n    by hand: ${command}`
    return `  - ${text.replaceAll('\n', '\n    ')}${byHand}`
  })
  return [
    howToRecover(drillId, reports),
    'what may remain:',
    ...list,
    'when you have looked and nothing is left, say so with the same command and --by-hand',
  ].join('\n')
}

/**
 * Does something while no drill runs on this machine: two rescuers would write into one ledger.
 *
 * @throws CommandError `refused` when a drill is running
 */
export async function whileNoDrillRuns<Result>(drillId: string, work: () => Promise<Result>): Promise<Result> {
  try {
    const lock = await DrillLock.acquire({ drillId, pid: process.pid })
    try {
      return await work()
    } finally {
      lock.release()
    }
  } catch (error) {
    if (error instanceof DrillRunningError) throw new CommandError(EXIT.refused, error.message, { cause: error })
    throw error
  }
}

/**
 * Ends what earlier drills have left.
 *
 * @throws CommandError `refused` while something of them may remain, or when a drill is running
 */
export async function endUnfinished(reports: string, drillId: string): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`blackstart: ${text}\n`)
  const unfinished = await whileNoDrillRuns(drillId, () =>
    resolveUnfinished(reports, { drivers: driverNamed, by: 'next start', say }),
  )
  const unresolved = unfinished.filter(({ state }) => state === 'remains')
  if (unresolved.length === 0) return
  const texts = unresolved.map((drill) => describeRemains(drill, reports))
  throw new CommandError(EXIT.refused, `no drill starts over an unresolved one: ${texts.join('\n')}`)
}
