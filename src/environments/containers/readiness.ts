import { waitFor, type WaitOptions, WaitTimeoutError } from '../../system/wait.ts'
import { diedBefore } from './faults/target.ts'
import type { Stack, StackContainer } from './stack.ts'
import type { PlannedService } from './stack-plan.ts'

const POLL_MS = 200
const ASK_TIMEOUT_MS = 1_000
/** Lines of a log in which a container's word that it is ready is looked for. */
const READY_LINES = 1_000

/** How long is waited, and who calls it off. */
export interface Patience {
  /** How much time is left, in milliseconds. */
  readonly leftMs: () => number
  readonly signal: AbortSignal
}

/**
 * What a container of a stack that comes up is waiting for; undefined when it is ready: it runs and its health check, if it
 * has one, holds, or it has done what it was there for (a migration, a seeder) and ended with 0. Pure.
 *
 * Compose's own `--wait` takes every end for a failure, with 0 too.
 */
export function notReady({ component, state, status, health, exitCode }: StackContainer): string | undefined {
  if (status === 'exited' && exitCode === 0) return undefined
  if (state !== 'running') return `'${component}' is ${status}`
  if (health === undefined || health === 'none' || health === 'healthy') return undefined
  return `'${component}' is ${health}`
}

/**
 * Waits until every container is ready, has said that it is, and customers are answered.
 *
 * @param url - what a customer asks for
 * @throws ContainerDiedError, WaitTimeoutError, the signal's reason
 */
export async function untilServing(
  stack: Stack,
  services: readonly PlannedService[],
  url: string,
  patience: Patience,
): Promise<void> {
  await untilReady(stack, patience)
  for (const { service, ready } of services) {
    if (ready === undefined) continue
    await waitFor(`'${service}' says '${ready}'`, () => hasSaid(stack, service, ready), options(patience))
  }
  await waitFor(
    `customers are answered at ${url}`,
    async () => {
      await living(stack)
      return answers(url)
    },
    options(patience),
  )
}

async function untilReady(stack: Stack, patience: Patience): Promise<void> {
  let waiting: readonly string[] = []
  try {
    await waitFor(
      'everything runs, and is healthy',
      async () => {
        waiting = (await living(stack)).flatMap((one) => notReady(one) ?? [])
        return waiting.length === 0
      },
      options(patience),
    )
  } catch (error) {
    if (waiting.length === 0 || !(error instanceof WaitTimeoutError)) throw error
    throw new WaitTimeoutError(`${error.description} (${waiting.join(', ')})`, error.timeoutMs)
  }
}

function options({ leftMs, signal }: Patience): WaitOptions {
  return { timeoutMs: Math.max(0, leftMs()), everyMs: POLL_MS, signal }
}

/** @throws ContainerDiedError when one has ended for good, and not with 0 */
async function living(stack: Stack): Promise<readonly StackContainer[]> {
  const containers = await stack.containers()
  const dead = containers.find(({ state, restarts, exitCode }) => state === 'ended' && !restarts && exitCode !== 0)
  if (dead !== undefined) throw await diedBefore(stack, dead)
  return containers
}

async function hasSaid(stack: Stack, service: string, text: string): Promise<boolean> {
  const containers = (await living(stack)).filter((one) => one.service === service)
  const logs = await Promise.all(containers.map(({ id }) => stack.engine.logs(id, READY_LINES)))
  return logs.length > 0 && logs.every(({ stdout, stderr }) => stdout.includes(text) || stderr.includes(text))
}

/** Any answer but an error of the server's will do: nobody's canary need not be there. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) })).status < 500
  } catch {
    return false
  }
}
