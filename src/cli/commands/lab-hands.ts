import type { Command } from 'commander'
import { NoLabError, countInLab, handInLab, inputsInLab, stateInLab } from '../../environments/lab/by-hand.ts'
import { HANDS, type HandName } from '../../environments/lab/labd/protocol.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { ROLES } from '../../model/topology.ts'
import { CommandError, inputError } from '../exits.ts'

/** What each hand does. Together they are what a console of a cloud is to a person. */
const WHAT: Readonly<Record<HandName, string>> = {
  fence: 'by hand: ends a database by way of its zone, so that it acknowledges nothing more',
  'power-off': 'by hand: ends a database as its provider can, also in a zone that nobody reaches',
  start: 'by hand: starts a database again that was fenced or powered off',
  lead: 'by hand: leads clients to a database (or to what was restored), and gives the other place a fresh copy of it',
  rebuild: 'by hand: gives a standby that is gone a fresh copy of the primary',
  salvage: 'by hand: starts a read-only copy of what a dead database holds, and prints its address',
  'end-salvage': 'by hand: ends that copy',
  shift: 'by hand: leads all requests away from a zone',
  unshift: 'by hand: leads requests to all zones again',
  shifted: 'prints the zone that requests are led away from, or none',
  scale: 'by hand: makes so many service instances run',
  restore: 'by hand: restores all that was committed until a moment into a new server, and prints its address',
  backups: 'prints the moments of the backups that the lab has, the newest first: restore takes one',
  restored: 'prints the state of that server: creating, available, failed, or none',
  'end-restore': 'by hand: ends that server',
  promote: 'by hand: has the second region write; the first one is stopped in order where it can be reached',
  promoted: 'prints the region that writes, or none while the other one is made to',
  deployed: 'prints when the service was deployed last, or never',
}

/** They take back what was done to a lab: with a lab that is gone, that is gone too. */
const TAKES_BACK: ReadonlySet<HandName> = new Set(['start', 'unshift', 'end-salvage', 'end-restore'])

const EXAMPLES = {
  database: 'for example db-a',
  zone: 'a or b',
  count: 'how many',
  moment: 'for example 2026-01-31T12:00:00.000Z',
} as const

/** Adds the hands of the lab: `blackstart lab fence`, `lab state` and their kin. */
export function addHands(lab: Command): void {
  for (const [act, on] of Object.entries(HANDS) as [HandName, (typeof HANDS)[HandName]][]) {
    const command = lab.command(act).description(WHAT[act])
    if (on === undefined) command.action(() => byHand(act, ''))
    else command.argument(`<${on}>`, EXAMPLES[on]).action((given: string) => byHand(act, given))
  }
  lab
    .command('state')
    .description('prints whether a component runs, as its provider knows: running or stopped')
    .argument('<component>', 'for example db-a')
    .action(async (id: string) => say(await orFailing(() => stateInLab(id))))
  lab
    .command('count')
    .description('prints how many components of a role run')
    .argument('<role>', ROLES.join(', '))
    .action(async (given: string) => {
      const role = ROLES.find((candidate) => candidate === given)
      if (role === undefined) throw inputError([`'${given}' is no role: there are ${ROLES.join(', ')}`])
      say(String(await orFailing(() => countInLab(role))))
    })
  lab
    .command('inputs')
    .description('prints the inputs of the runbooks for this lab, to be exported: eval "$(blackstart lab inputs)"')
    .action(async () => {
      const inputs = Object.entries(await orFailing(inputsInLab))
      say(inputs.map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`).join('\n'))
    })
}

async function byHand(act: HandName, on: string): Promise<void> {
  const said = await orFailing(() => handInLab({ act, on }), TAKES_BACK.has(act))
  if (typeof said === 'string') say(said)
}

async function orFailing<Value>(work: () => Promise<Value>, goneIsFine?: false): Promise<Value>
async function orFailing<Value>(work: () => Promise<Value>, goneIsFine: boolean): Promise<Value | undefined>
async function orFailing<Value>(work: () => Promise<Value>, goneIsFine = false): Promise<Value | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof NoLabError) {
      if (goneIsFine) return undefined
      throw new CommandError(EXIT.unreachable, error.message, { cause: error })
    }
    // Also one that comes from the other process, by its name.
    if (error instanceof Error && (error instanceof RangeError || error.name === 'RangeError')) {
      throw inputError([error.message])
    }
    throw new CommandError(EXIT.fail, error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
