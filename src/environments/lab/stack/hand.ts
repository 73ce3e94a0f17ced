import { RpcClient, type RpcPort } from '../../../system/rpc.ts'
import { monotonicNow } from '../../../system/clock.ts'
import { STACK_PORTS } from './ports.ts'
import { VariablesError } from './variables.ts'

/** As long as the failover manager may take for the longest of them: a fresh copy. */
const ACT_TIMEOUT_MS = 60_000

/** What a person may ask for, and of whom. */
const ACTS = {
  switchover: 'manager',
  fence: 'manager',
  lead: 'manager',
  rebuild: 'manager',
  state: 'database',
  start: 'database',
} as const

type Act = keyof typeof ACTS

/**
 * `stack-hand <act> [<database>]`: what a person does in the sample stack, run inside of the failover manager's container,
 * from where all of it can be reached. Prints the answer, if there is one.
 *
 * @throws VariablesError for an act that it does not know, RemoteError when the stack says no
 */
export async function runStackHand([act, database]: readonly string[]): Promise<void> {
  if (!isAct(act)) throw new VariablesError(`'${act ?? ''}' is none of ${Object.keys(ACTS).join(', ')}`)
  if (act !== 'switchover' && database === undefined) throw new VariablesError(`${act}: say of which database`)
  const address: RpcPort = {
    port: STACK_PORTS.agent,
    host: ACTS[act] === 'database' && database !== undefined ? database : '127.0.0.1',
  }
  const asked = await RpcClient.connect(address)
  try {
    const validUntilNs = String(BigInt(monotonicNow()) + BigInt(ACT_TIMEOUT_MS) * 1_000_000n)
    const answer = await asked.call(act, { database, validUntilNs }, ACT_TIMEOUT_MS)
    if (typeof answer === 'string') process.stdout.write(`${answer}\n`)
  } finally {
    asked.close()
  }
}

function isAct(text: string | undefined): text is Act {
  return text !== undefined && Object.hasOwn(ACTS, text)
}
