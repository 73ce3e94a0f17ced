import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { HistoryWriter } from '../history/history-writer.ts'
import type { ClockOrigin } from '../model/clock.ts'
import { EXIT } from '../model/exit-codes.ts'
import type { ProberPlan } from '../model/probe.ts'
import { parseProberPlan, ProberPlanError } from './prober-plan.ts'
import { startProbing } from './probing.ts'

/**
 * The prober process: measures from outside of what is broken, and apart from everything that could delay it.
 *
 * 1. Reads its plan, the first line on standard input.
 * 2. Creates the history and says `{"ready":true}` on standard output.
 * 3. Runs the timetable until standard input ends (the harness died, or let go), until the line `{"stop":true}`, or until
 *    SIGTERM. All three end it in the same orderly way.
 * 4. Sends nothing more, waits for what is in flight (bounded by its timeout), writes the end mark.
 *
 * The exit code is `usage` for a plan that cannot be used, with all findings on standard error.
 */
export async function runProber(): Promise<void> {
  const lifeline = holdLifeline(process.stdin)
  const line = await lifeline.firstLine
  let plan: ProberPlan
  try {
    plan = parseProberPlan(line)
  } catch (error) {
    if (!(error instanceof ProberPlanError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = EXIT.usage
    lifeline.release()
    return
  }
  const now = clockOf(plan.origin)
  const history = HistoryWriter.create(plan.historyFile, { origin: plan.origin, streams: plan.streams })
  // The threads for lookups are made when the first one is used: not while it is measured.
  await stat('.')
  process.stdout.write('{"ready":true}\n')
  const stop = startProbing(plan.streams, history, now)
  await lifeline.ended
  await stop()
  history.end(now())
  history.close()
  lifeline.release()
}

interface Lifeline {
  /** Empty when the input ended before it. */
  readonly firstLine: Promise<string>
  readonly ended: Promise<void>
  /** Lets go of the input, which would keep this process alive. */
  release(): void
}

function holdLifeline(input: Readable): Lifeline {
  const firstLine = Promise.withResolvers<string>()
  const ended = Promise.withResolvers<void>()
  const end = (): void => {
    firstLine.resolve('')
    ended.resolve()
  }
  const lines = createInterface({ input })
  lines.once('line', (first) => {
    firstLine.resolve(first)
    lines.on('line', (line) => {
      if (line === '{"stop":true}') end()
    })
  })
  lines.once('close', end)
  input.once('error', end)
  // A harness that died takes the other end of our standard output with it.
  process.stdout.on('error', end)
  process.once('SIGTERM', end)
  return {
    firstLine: firstLine.promise,
    ended: ended.promise,
    release: () => {
      lines.close()
      input.destroy()
    },
  }
}

/** Nanoseconds since the start of the drill; the origin is parsed once, for this is read several times an operation. */
function clockOf(origin: ClockOrigin): () => number {
  const zero = BigInt(origin.monotonicNs)
  return () => Number(process.hrtime.bigint() - zero)
}
