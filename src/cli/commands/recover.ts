import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { lockPath } from '../../drill/lock-folder.ts'
import { killSilentOwner } from '../../drill/lock-owner.ts'
import { lastRescue } from '../../drill/last-rescue.ts'
import { RecordFolder } from '../../drill/record.ts'
import { closeByHand, resolveDrill, resolveUnfinished, type UnfinishedDrill } from '../../drill/unfinished.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { loadConfig } from '../../scenario/config.ts'
import { driverNamed } from '../environments.ts'
import { inputError, type Finish } from '../exits.ts'
import { recoverFromStore } from '../recover-shared.ts'
import { describeRemains, takeMachine } from '../unfinished.ts'

interface RecoverOptions {
  readonly drill?: string
  readonly reports?: string
  readonly config?: string
  readonly byHand?: boolean
  readonly shared?: boolean
}

export function recoverCommand(finish: Finish): Command {
  return new Command('recover')
    .description('undoes what killed drills have left; exits 4 when a fault may remain')
    .option('--drill <id>', 'only this drill (default: every drill without an end)')
    .option('--reports <folder>', 'folder of the records (default: the configuration, else reports)')
    .option('--config <file>', 'configuration file (default: blackstart.config.ts, where there is one)')
    .option('--shared', 'what drills on other machines have left in the AWS account, by its shared store alone')
    .option('--by-hand', 'closes the drill given with --drill: you have looked, and nothing of it is left')
    .action(async (options: RecoverOptions) => {
      if (options.shared === true) {
        finish(await recoverFromStore(options.config))
        return
      }
      const reports = resolve(options.reports ?? (await loadConfig(process.cwd(), options.config)).reports.folder)
      const folder = options.drill === undefined ? undefined : recordOf(reports, options.drill)
      const { found, stopped } = await alone(async (stop) => {
        if (options.byHand === true) return closeOne(folder)
        const resolving = { drivers: driverNamed, by: 'recover', say, stop }
        if (folder === undefined) return resolveUnfinished(reports, resolving)
        return [await resolveDrill(folder, resolving)].filter((drill) => drill !== undefined)
      })
      if (found.length === 0 && !stopped) process.stdout.write(`Nothing is left to undo.\n${rescueLine(reports)}`)
      for (const drill of found) process.stdout.write(`${sentence(drill)}\n`)
      if (stopped) {
        process.stdout.write('Somebody stopped it with blackstart abort: there may be more to undo.\n')
        finish(EXIT.inconclusive)
      }
      if (found.some(({ state }) => state === 'running')) finish(EXIT.refused)
      if (found.some(({ state }) => state === 'remains')) finish(EXIT.faultMayRemain)
    })
}

/** Who has just seen a drill die wants to know that this one was ended, and by whom. */
function rescueLine(reports: string): string {
  const last = lastRescue(reports)
  if (last === undefined) return ''
  const { drillId, by, undone, injections, report = 'none' } = last
  const faults = `${undone} of ${injections} faults undone and confirmed`
  return `The last drill, ${drillId}, died and was ended by the ${by}: ${faults}. Its report: ${report}\n`
}

/** Ends a drill that stands in the way although it can do nothing any more, and works while no other one runs. */
async function alone(
  work: (stop: () => boolean) => Promise<UnfinishedDrill[]>,
): Promise<{ readonly found: UnfinishedDrill[]; readonly stopped: boolean }> {
  const killed = await killSilentOwner(lockPath())
  if (killed !== undefined) say(`ended drill ${killed.drillId} (pid ${killed.pid}), which was stopped or hung`)
  const lock = await takeMachine('recover')
  try {
    const found = await work(() => lock.abortRequested)
    return { found, stopped: lock.abortRequested }
  } finally {
    lock.release()
  }
}

function recordOf(reports: string, drillId: string): RecordFolder {
  const folder = new RecordFolder(join(reports, drillId))
  if (existsSync(folder.plan)) return folder
  throw inputError([`--drill '${drillId}': there is no such record in ${reports}. Give the folder with --reports`])
}

function closeOne(folder: RecordFolder | undefined): UnfinishedDrill[] {
  if (folder === undefined) throw inputError(['--by-hand: say with --drill which drill you have looked after'])
  closeByHand(folder)
  return []
}

function sentence(drill: UnfinishedDrill): string {
  switch (drill.state) {
    case 'running':
      return `Drill ${drill.drillId} is running: it ends by itself, or with blackstart abort.`
    case 'ended':
      return `Drill ${drill.drillId} is ended: every fault is undone and confirmed, nothing of it is left.`
    case 'remains':
      return describeRemains(drill)
  }
}

function say(text: string): void {
  process.stderr.write(`blackstart: ${text}\n`)
}
