import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import type { LockOwner } from '../../drill/lock-socket.ts'
import { abortDrill, lockOwner } from '../../drill/lock.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { CommandError, type Finish } from '../exits.ts'

/** How long a drill may take to undo its faults and end, in milliseconds. */
const END_MS = 600_000
const LOOK_MS = 200

export function abortCommand(_finish: Finish): Command {
  return new Command('abort')
    .description(
      'stops the drill that is running on this machine; it undoes its faults, and this waits until it has ended',
    )
    .action(async () => {
      const owner = await abortDrill()
      if (owner === undefined) {
        process.stdout.write('No drill is running.\n')
        return
      }
      process.stderr.write(`blackstart: drill ${owner.drillId} (pid ${owner.pid}) was asked to stop\n`)
      await untilEnded(owner)
      process.stdout.write(`Drill ${owner.drillId} has ended; its report says what came of it.\n`)
    })
}

async function untilEnded({ drillId, pid }: LockOwner): Promise<void> {
  const deadline = performance.now() + END_MS
  while ((await lockOwner())?.drillId === drillId) {
    if (performance.now() > deadline) {
      const text = `drill ${drillId} (pid ${pid}) has not ended within ${END_MS / 60_000} minutes: a fault may remain; look at it, and have it undone with blackstart recover`
      throw new CommandError(EXIT.faultMayRemain, text)
    }
    await sleep(LOOK_MS)
  }
}
