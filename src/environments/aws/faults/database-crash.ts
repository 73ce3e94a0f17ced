import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseError } from 'pg'
import type { Fault } from '../../../model/fault.ts'
import { monotonicNow } from '../../../system/clock.ts'
import { waitFor } from '../../../system/wait.ts'
import { NoTargetError, TargetMovedError } from '../../environment.ts'
import { NO_CRASH } from '../impossible.ts'
import type { DatabaseGroup } from '../ports/databases.ts'
import type { Reach } from '../reach.ts'
import { instanceAt, sqlAddress, WriterSession } from '../sql/writer-session.ts'
import { readEstate } from '../topology.ts'
import { type AwsFault, evidence } from './aws-fault.ts'
import { groupOf } from './group-of.ts'
import { withMembers } from './members.ts'

/** How long the end of a crashed instance's sessions may take, in milliseconds. */
const ENDED_MS = 3_000
/** How long it may take until somebody writes again; then the proof says that nobody does yet. Milliseconds. */
export const BACK_MS = 60_000
const OVER_MS = 25_000

const NO_SQL =
  'Aurora crashes by its own SQL: name the environment variable that holds the address of its writer in ' +
  'environments.aws.sqlEnv, and set it'

/** The server itself ends its sessions, in PostgreSQL's words (class 57P, "operator intervention"). */
const SERVER_ENDS = /^57P0/

/**
 * The writer of an Aurora cluster is crashed by its own SQL: `aurora_inject_crash('instance')`. It restarts in place as a rule,
 * and the proof says whether it did. An instance of RDS has no such function, and is refused.
 */
export const databaseCrash: AwsFault<'database.kill'> = {
  async resolve(reach, fault, faultIndex) {
    if (fault.role !== 'primary') throw new NoTargetError('Aurora crashes its writer by SQL: role must be primary')
    const { databases } = await readEstate(reach)
    const groups = databases.filter(({ replica }) => !replica)
    const aurora = groups.filter(({ engine }) => engine === 'aurora-postgresql')
    if (groups.length > 0 && aurora.length === 0) throw new NoTargetError(NO_CRASH)
    if (aurora.length === 0) return []
    const instance = await writerBySql(reach)
    const group = aurora.find(({ members }) => members.some(({ id, writer }) => writer && id === instance))
    if (group === undefined) {
      throw new NoTargetError(`SQL leads to ${instance}, which is not the writer of a database with the opt-in tag`)
    }
    const target = {
      fault,
      faultIndex,
      component: instance,
      reversal: 'replaced-by-system',
      precondition: `${instance} writes for ${group.id}, and answers by SQL`,
      identity: { arn: group.arn, database: group.id, writer: instance },
    } as const
    return [{ target, hits: withMembers([{ id: group.id, arn: group.arn, tags: group.tags }], [group]) }]
  },

  async inject(reach, target) {
    const writer = String(target.identity['writer'])
    const [session, bystander] = await Promise.all([
      WriterSession.open(addressOf(reach)),
      WriterSession.open(addressOf(reach)),
    ])
    try {
      for (const each of [session, bystander]) {
        const instance = await each.instance()
        if (instance !== writer) throw new TargetMovedError(target.component, `SQL leads to ${instance} by now`)
      }
      const askedNs = monotonicNow()
      await crashed(session)
      const ended = await Promise.race([bystander.ended.then(() => true), sleep(ENDED_MS, false, { ref: false })])
      if (!ended) throw new Error(`${writer} ended the session that asked for the crash, and no other one`)
      return { askedNs, returnedNs: monotonicNow() }
    } finally {
      session.close()
      bystander.close()
    }
  },

  async verify(reach, { identity }) {
    const writer = String(identity['writer'])
    const since = performance.now()
    const now = await waitFor('somebody to write again', () => instanceAt(addressOf(reach)).catch(() => undefined), {
      timeoutMs: BACK_MS,
      everyMs: reach.settings.pollMs,
    }).catch(() => undefined)
    const ended = `${writer} ended its sessions without an answer`
    if (now === undefined)
      return evidence(true, `${ended}; nobody writes ${Math.round((performance.now() - since) / 1_000)} s later`)
    const how = now === writer ? 'it restarted in place, nobody failed over' : `${now} has taken over`
    return evidence(true, `${ended}; ${how}`)
  },

  async undo() {
    // A crash leaves nothing behind that is ours: Aurora brings the instance back, or another one takes over.
  },

  async undone(reach, target) {
    const settled = async (): Promise<DatabaseGroup | undefined> => {
      const group = await groupOf(reach, target.identity)
      return group?.status === 'available' && group.members.some(({ writer }) => writer) ? group : undefined
    }
    const group = await waitFor('the database to be back', settled, {
      timeoutMs: OVER_MS,
      everyMs: reach.settings.pollMs,
    }).catch(() => undefined)
    const { database } = target.identity
    return group === undefined
      ? evidence(false, `${database} is not available again`)
      : evidence(true, `${database} is available, ${group.members.find(({ writer }) => writer)?.id} writes`)
  },

  byHand: () => undefined,
}

/**
 * Why a crash cannot be asked for: that rests on what kind of database it is, and on SQL. What AWS does not answer is said by
 * whoever asks about the account.
 */
export async function crashFindings(reach: Reach, faults: readonly Fault[]): Promise<readonly string[]> {
  const crashes = faults.filter((fault) => fault.kind === 'database.kill')
  if (crashes.length === 0) return []
  // So far nothing was asked of AWS.
  if (sqlAddress(reach.settings) === undefined) return [`database.kill: ${NO_CRASH}. ${NO_SQL}`]
  const asked = crashes.map((fault) =>
    databaseCrash.resolve(reach, fault, 0).then(
      () => [],
      (error: unknown) => (error instanceof NoTargetError ? [`database.kill: ${error.message}`] : []),
    ),
  )
  return (await Promise.all(asked)).flat()
}

/** @throws whatever says that it did not crash */
async function crashed(session: WriterSession): Promise<void> {
  const error: unknown = await session.crash().then(
    () => new Error('aurora_inject_crash() has answered: the instance lives on'),
    (thrown: unknown) => (endsTheServer(thrown) ? undefined : thrown),
  )
  if (error !== undefined) throw error
}

/** A connection that breaks, and the word of a server that goes down; not that it has no such function, or forbids it. */
function endsTheServer(error: unknown): boolean {
  if (error instanceof DatabaseError) return SERVER_ENDS.test(error.code ?? '')
  return error instanceof Error && /terminated unexpectedly|ECONNRESET|EPIPE/.test(error.message)
}

function addressOf({ settings }: Reach): string {
  const address = sqlAddress(settings)
  if (address === undefined) throw new NoTargetError(NO_SQL)
  return address
}

async function writerBySql(reach: Reach): Promise<string> {
  const address = addressOf(reach)
  try {
    return await instanceAt(address)
  } catch (error) {
    throw new NoTargetError(`Aurora is crashed by SQL, and does not say who it is: ${String(error)}`, { cause: error })
  }
}
