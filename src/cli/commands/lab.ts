import { Command } from 'commander'
import { databaseStateInLab, handInLab } from '../../environments/lab/by-hand.ts'
import { parseLabSettings } from '../../environments/lab/settings.ts'
import { type LabStatus, LabRunningError, labDown, labStatus, labUp } from '../../environments/lab/up.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { CommandError, inputError, type Finish } from '../exits.ts'
import { ownLauncher } from '../launcher.ts'
import { collect } from '../options.ts'
import { untilSignal } from '../signals.ts'
import { parseSettings } from '../settings.ts'

export function labCommand(finish: Finish): Command {
  const lab = new Command('lab').description('brings the embedded lab up to look at it, without a drill')
  lab
    .command('up')
    .description('starts a lab that stays until `lab down`, and prints its addresses')
    .option('--set <key=value>', 'setting of the lab (see blackstart plan)', collect, [])
    .action(async ({ set }: { set: readonly string[] }) => {
      const findings: string[] = []
      const settings = parseLabSettings(parseSettings(set, findings))
      if ('findings' in settings) findings.push(...settings.findings)
      if (findings.length > 0 || 'findings' in settings) throw inputError(findings)
      const interrupt = untilSignal()
      try {
        process.stdout.write(describe(await labUp(ownLauncher(), settings.value, interrupt.signal)))
      } catch (error) {
        if (error instanceof LabRunningError) throw new CommandError(EXIT.refused, error.message, { cause: error })
        throw error
      } finally {
        interrupt.release()
      }
    })
  lab
    .command('status')
    .description('tells whether a lab is up, and its addresses; exits 1 when none is')
    .action(async () => {
      const status = await labStatus()
      process.stdout.write(status === undefined ? 'No lab is up.\n' : describe(status))
      if (status === undefined) finish(EXIT.fail)
    })
  lab
    .command('down')
    .description('ends the lab; nothing of it is left')
    .action(async () => {
      process.stdout.write((await labDown()) ? 'The lab is gone.\n' : 'No lab was up.\n')
    })
  for (const [act, what] of Object.entries(HANDS)) {
    lab
      .command(act)
      .description(what)
      .argument('<database>', 'for example db-a')
      .action(async (database: string) => {
        await byHand(act as keyof typeof HANDS, database)
      })
  }
  lab
    .command('state')
    .description('prints what a database is: primary, standby or stopped')
    .argument('<database>', 'for example db-a')
    .action(async (database: string) => {
      const state = await asInput(() => databaseStateInLab(database))
      if (state === undefined) throw new CommandError(EXIT.unreachable, 'no lab is up')
      process.stdout.write(`${state}\n`)
    })
  return lab
}

const HANDS = {
  fence: 'by hand: ends a database, so that it acknowledges nothing more',
  start: 'by hand: starts a fenced database again; nothing is left to do when its lab is gone',
  lead: 'by hand: leads clients to a database, and gives the other place a fresh copy of it',
} as const

async function byHand(act: keyof typeof HANDS, database: string): Promise<void> {
  const done = await asInput(() => handInLab(act, database))
  // It takes back what was done to a lab: with the lab that is gone, too.
  if (!done && act !== 'start') throw new CommandError(EXIT.unreachable, 'no lab is up')
}

async function asInput<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RangeError) throw inputError([error.message])
    throw new CommandError(EXIT.fail, error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function describe({ info, topology, socket }: LabStatus): string {
  const rows = topology.components.map(({ id, role, zone, address, state }) => [
    id,
    role,
    zone === undefined ? '-' : `zone ${zone}`,
    state,
    address,
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return [
    `Customers  ${info.customerUrl}`,
    `Writer     ${info.writerUrl}`,
    ...Object.entries(info.databaseUrls).map(([id, url]) => `${id.padEnd(10)} ${url}`),
    `Control    ${socket}`,
    '',
    ...rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    '',
  ].join('\n')
}
