import { createInterface } from 'node:readline'
import { EXIT } from '../model/exit-codes.ts'
import type { Reason } from '../model/verdict.ts'
import { type ProcessIdentity, isAlive, signalExactly } from '../system/identity.ts'
import { removeDead } from './lock-socket.ts'
import { type DriverLookup, rescue } from './rescue.ts'

/** What the harness writes on the watchdog's lifeline, one JSON object a line. */
export type LifelineMessage =
  | {
      readonly type: 'guard'
      readonly recordFolder: string
      readonly harness: ProcessIdentity
      readonly lockPath: string
    }
  | { readonly type: 'beat' }
  /** The harness has undone and closed everything itself. */
  | { readonly type: 'done' }

/** The harness beats this often, in milliseconds. */
export const BEAT_MS = 1_000
/** Without a beat for so long the harness counts as hanging, in milliseconds. */
const HANG_MS = 10_000
/** How often the watchdog looks, in milliseconds. */
const LOOK_MS = 500
/** A look that comes so much too late means that the whole machine stood still (suspend): then no beat could come. */
const STOOD_STILL_MS = 3_000

/**
 * The watchdog's process: started before anything else, in a session of its own, so that neither the terminal nor the
 * process group takes it along. It ends the drill when the harness dies (end-of-file on the lifeline, at once) or hangs
 * (no beat for {@link HANG_MS}).
 *
 * @returns its exit code
 */
export async function runWatchdog(drivers: DriverLookup): Promise<number> {
  const lifeline = createInterface({ input: process.stdin })
  let guarded: Extract<LifelineMessage, { type: 'guard' }> | undefined
  let done = false
  let lastBeat = performance.now()
  let lastLook = performance.now()

  const cause = await new Promise<Reason>((resolve) => {
    const look = setInterval(() => {
      const now = performance.now()
      if (now - lastLook > STOOD_STILL_MS) lastBeat = now
      lastLook = now
      if (guarded !== undefined && !done && now - lastBeat > HANG_MS) {
        clearInterval(look)
        resolve({
          code: 'killed',
          text: `the harness gave no sign of life for ${HANG_MS / 1_000} s; the watchdog took over`,
        })
      }
    }, LOOK_MS)
    lifeline.on('line', (line) => {
      const message = JSON.parse(line) as LifelineMessage
      lastBeat = performance.now()
      if (message.type === 'guard') guarded = message
      if (message.type === 'done') done = true
    })
    lifeline.on('close', () => {
      clearInterval(look)
      resolve({ code: 'killed', text: 'the harness died; the watchdog undid the faults and ended the environment' })
    })
    process.stdout.write(`${JSON.stringify({ ready: true })}\n`)
  })

  if (done || guarded === undefined) return 0
  if (isAlive(guarded.harness)) signalExactly(guarded.harness, 'SIGKILL')
  log(cause.text)
  const remaining = await rescue({ recordFolder: guarded.recordFolder, by: 'watchdog', reason: cause, drivers })
  log(remaining.length === 0 ? 'everything is undone and confirmed' : remaining.map(({ text }) => text).join('; '))
  await removeDead(guarded.lockPath)
  return remaining.length === 0 ? EXIT.pass : EXIT.faultMayRemain
}

/** Into `watchdog.log` of the record; the whole story is in its journal. */
function log(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${text}\n`)
}
