import { Command } from 'commander'
import { RecordFolder } from '../../drill/record.ts'
import { AWS_VARIABLE, type HandledDrill, handledDrill } from '../../environments/aws/handled-account.ts'
import { awayReach } from '../../environments/aws/promote/drilled-global.ts'
import { type Promotion, promoteSecondRegion, writingRegion } from '../../environments/aws/promote/promote.ts'
import type { Reach } from '../../environments/aws/reach.ts'
import { reachByNames } from '../../environments/aws/recovered.ts'
import { beginRestore, endRestore, findRestored } from '../../environments/aws/restore/restore.ts'
import { snapshotNamed, usableSnapshots } from '../../environments/aws/restore/snapshots.ts'
import { beginShift, endShift, shiftedZone } from '../../environments/aws/shift/shift.ts'
import { allowedCaller } from '../../environments/aws/safety/account.ts'
import { RefusedError } from '../../environments/environment.ts'
import type { LedgerState } from '../../ledger/entries.ts'
import { readLedger } from '../../ledger/read-ledger.ts'
import { parseDurationMs } from '../../model/duration.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { CommandError, type Finish, inputError } from '../exits.ts'

/** Environments whose handle names an account. */
const ON_AWS: ReadonlySet<string> = new Set(['aws', 'aws-lab'])

export function awsCommand(_finish: Finish): Command {
  const aws = new Command('aws').description('what the steps of a runbook do in the AWS account of their drill')
  aws
    .command('restore')
    .description("has a copy of the drill's database made, as it was at a moment; prints its name")
    .argument('[moment]', 'ISO 8601 (default: the latest that can be restored)')
    .option('--snapshot <id>', 'from a snapshot of the database in place of a moment: its id, or latest')
    .action(async (moment: string | undefined, { snapshot }: { readonly snapshot?: string }) => {
      if (moment !== undefined && snapshot !== undefined) {
        throw inputError(['a moment and --snapshot: a snapshot has a moment of its own, give one of them'])
      }
      const at = moment === undefined ? 'latest' : { at: momentOf(moment) }
      await inAccount(async (reach, drillId) => {
        const from = snapshot === undefined ? at : { snapshot: (await snapshotNamed(reach, snapshot)).id }
        return `${await beginRestore(reach, drillId, from)}\n`
      })
    })
  aws
    .command('snapshots')
    .description("prints the snapshots of the drill's database, the newest first: moment, type, id")
    .action(() =>
      inAccount(async (reach) =>
        (await usableSnapshots(reach)).map(({ at, type, id }) => `${at.toISOString()} ${type} ${id}\n`).join(''),
      ),
    )
  aws
    .command('restored')
    .description("prints the state of the drill's copy, for example creating or available; none when there is none")
    .action(() => inAccount(async (reach, drillId) => `${(await findRestored(reach, drillId))?.status ?? 'none'}\n`))
  aws
    .command('end-restore')
    .description("deletes the drill's copy; a database that does not bear the drill's tag is never deleted")
    .action(() =>
      inAccount(async (reach, drillId) => {
        const id = await endRestore(reach, drillId)
        return id === undefined ? 'There was no copy.\n' : `${id} is being deleted.\n`
      }),
    )
  aws
    .command('shift')
    .description("leads the traffic of the drill's load balancer away from a zone; prints its name")
    .argument('<zone>', 'its name or its id, for example eu-central-1a or euc1-az2')
    .option('--for <duration>', 'after so long it ends by itself, 1m to 72h', '1h')
    .action(async (zone: string, options: { readonly for: string }) => {
      const forMs = parseDurationMs(options.for)
      if (forMs === undefined) throw inputError([`--for ${options.for}: write a duration such as '30m' or '6h'`])
      await inAccount(async (reach, drillId) => `${await beginShift(reach, drillId, zone, forMs)}\n`)
    })
  aws
    .command('shifted')
    .description("prints the zone that the traffic of the drill's load balancer is led away from, or none")
    .action(() => inAccount(async (reach) => `${(await shiftedZone(reach)) ?? 'none'}\n`))
  aws
    .command('unshift')
    .description("ends the drill's shift; nobody else's is ever ended")
    .action(() =>
      inAccount(async (reach, drillId) => {
        const zone = await endShift(reach, drillId)
        return zone === undefined ? 'There was no shift of this drill.\n' : `${zone} gets traffic again.\n`
      }),
    )
  aws
    .command('promote')
    .description("has the second region's cluster of the drill's global database write; prints the region's name")
    .option('--allow-data-loss', 'now, whatever the first region does: what it has not sent is lost')
    .option('--switchover', 'in order, while the first region answers: nothing is lost')
    .action(async (options: PromoteOptions) => {
      const how = promotionOf(options)
      // Nothing but a switchover asks the first region: it may be lost.
      await inAccount(async (reach) => `${await promoteSecondRegion(reach, awayReach(reach), how)}\n`, awayReach)
    })
  aws
    .command('promoted')
    .description(
      "prints the region that writes to the drill's global database, or none while another one is being promoted",
    )
    .action(() => inAccount(async (reach) => `${(await writingRegion(awayReach(reach))) ?? 'none'}\n`, awayReach))
  return aws
}

interface PromoteOptions {
  readonly allowDataLoss?: boolean
  readonly switchover?: boolean
}

function promotionOf({ allowDataLoss = false, switchover = false }: PromoteOptions): Promotion {
  if (allowDataLoss !== switchover) return switchover ? 'switchover' : 'failover'
  throw inputError(['say one of --allow-data-loss (now) and --switchover (in order, nothing is lost)'])
}

function momentOf(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw inputError([`'${text}' is no moment: write it as 2026-11-21T10:00:00Z`])
  return at
}

function orInputError<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw error instanceof RangeError ? inputError([error.message]) : error
  }
}

/** @throws CommandError for what is no drill on AWS, or another one */
function accountOf({ drillId, recordFolder, endpoint }: HandledDrill): Readonly<{ drillId: string; reach: Reach }> {
  const { header } = ledgerIn(recordFolder)
  const { environment } = header.handle
  if (header.drillId !== drillId || !ON_AWS.has(environment)) {
    throw inputError([
      `${AWS_VARIABLE}: ${recordFolder} is of drill ${header.drillId} in '${environment}', not of ${drillId} on AWS`,
    ])
  }
  return { drillId, reach: reachByNames(header.handle, endpoint) }
}

function ledgerIn(recordFolder: string): LedgerState {
  try {
    return readLedger(new RecordFolder(recordFolder).ledger)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw inputError([
      `${AWS_VARIABLE}: the ledger in ${recordFolder} says in which account it may act, and cannot be read: ${why}`,
    ])
  }
}

/**
 * Nothing is done in an account that is not on the list, which the ledger of the drill keeps.
 *
 * @param by - by which region is asked whose it is. @default the first one
 */
async function inAccount(
  work: (reach: Reach, drillId: string) => Promise<string>,
  by: (reach: Reach) => Reach = (reach) => reach,
): Promise<void> {
  const text = process.env[AWS_VARIABLE]
  if (text === undefined) {
    throw inputError([`${AWS_VARIABLE} is not set: these commands are for the runbook of a drill on AWS`])
  }
  const { drillId, reach } = accountOf(orInputError(() => handledDrill(text)))
  try {
    await allowedCaller(by(reach))
    process.stdout.write(await work(reach, drillId))
  } catch (error) {
    if (error instanceof RefusedError) throw new CommandError(EXIT.refused, error.message, { cause: error })
    throw error
  }
}
