import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Launcher, ProcessRole } from '../model/launcher.ts'
import type { ProberPlan } from '../model/probe.ts'
import { threadsFor } from './lookups.ts'
import { identify, type ProcessIdentity, signalExactly } from '../system/identity.ts'

const ROLE: ProcessRole = 'prober'

/** Limit until the prober says that it is ready, in milliseconds: starting Node on a busy machine takes up to a second. */
const READY_WITHIN_MS = 10_000

/** How long after its longest timeout a prober that was told to stop may still run, in milliseconds. */
const STOP_MARGIN_MS = 2_000

/** How much of its last words is kept, in characters. */
const LONGEST_LAST_WORDS = 4_096

/** The prober could not be started, or ended before it was ready. */
export class ProberStartError extends Error {
  override readonly name = 'ProberStartError'
}

/** How the prober ended. Only an exit with code 0 leaves a history with an end mark. */
export interface ProberExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The end of what it wrote to standard error. */
  readonly lastWords: string
}

export interface ProberProcess {
  readonly identity: ProcessIdentity
  /** Resolves when it is about to send its first request; rejects with {@link ProberStartError}. */
  readonly ready: Promise<void>
  /** Resolves when it is gone, for whatever reason. Never rejects. */
  readonly exited: Promise<ProberExit>
  /** Ends it in an orderly way, and kills it when it takes longer than its timeouts explain. Safe to call again. */
  stop(): Promise<ProberExit>
}

/**
 * Starts the prober in a session of its own: a Ctrl-C in the terminal must not reach it, for it has to see the recovery.
 * It ends by itself when this process does, because its standard input ends then.
 *
 * @throws ProberStartError when there is no such program
 */
export function startProber(launcher: Launcher, plan: ProberPlan): ProberProcess {
  const child = spawn(launcher.command, [...launcher.args, ROLE], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: proberEnvironment(plan),
  })
  // A spawn that failed reports so by an event too; the missing pid says it earlier.
  child.on('error', () => {})
  // A prober that dies breaks the pipe that the plan or the order to stop is written to; its exit says more than EPIPE.
  child.stdin.on('error', () => {})
  const identity = child.pid === undefined ? undefined : identify(child.pid)
  if (identity === undefined) throw new ProberStartError(`the prober could not be started with ${launcher.command}`)

  const exited = exitOf(child)
  child.stdin.write(`${JSON.stringify(plan)}\n`)
  const ready = readiness(child, identity, exited)
  // Whoever only waits for `exited` has not asked about this.
  ready.catch(() => {})

  const patienceMs = Math.max(0, ...plan.streams.map(({ timeoutMs }) => timeoutMs)) + STOP_MARGIN_MS
  return {
    identity,
    ready,
    exited,
    stop: async () => {
      if (!child.stdin.writableEnded) child.stdin.end('{"stop":true}\n')
      return killAfter(patienceMs, identity, exited)
    },
  }
}

/** Only the environment of a new process can say how many threads it has for lookups of names. */
function proberEnvironment({ streams }: ProberPlan): NodeJS.ProcessEnv {
  const threads = threadsFor(streams)
  return threads === undefined ? process.env : { ...process.env, UV_THREADPOOL_SIZE: String(threads) }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

async function exitOf(child: Child): Promise<ProberExit> {
  let lastWords = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LONGEST_LAST_WORDS)
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, lastWords: lastWords.trim() }
}

async function readiness(child: Child, identity: ProcessIdentity, exited: Promise<ProberExit>): Promise<void> {
  const lines = createInterface({ input: child.stdout })
  const timeout = new AbortController()
  const said = await Promise.race([
    once(lines, 'line').then(([line]) => line as string),
    exited,
    delay(READY_WITHIN_MS, undefined, { signal: timeout.signal }),
  ])
  timeout.abort()
  if (said === '{"ready":true}') return
  if (typeof said === 'object') {
    const how = said.signal === null ? `with code ${said.code}` : `by ${said.signal}`
    throw new ProberStartError(`the prober ended ${how} before it was ready: ${said.lastWords || 'it said nothing'}`)
  }
  signalExactly(identity, 'SIGKILL')
  throw new ProberStartError(
    said === undefined
      ? `the prober was not ready within ${READY_WITHIN_MS} ms; it was killed`
      : `the prober said '${said}' instead of being ready; it was killed`,
  )
}

async function killAfter(
  patienceMs: number,
  identity: ProcessIdentity,
  exited: Promise<ProberExit>,
): Promise<ProberExit> {
  const timer = setTimeout(() => signalExactly(identity, 'SIGKILL'), patienceMs)
  try {
    return await exited
  } finally {
    clearTimeout(timer)
  }
}
