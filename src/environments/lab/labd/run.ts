import { bootId } from '../../../system/clock.ts'
import { identify } from '../../../system/identity.ts'
import { serve } from '../../../system/rpc.ts'
import { LabFolder } from '../folder.ts'
import { receiveConfig, reportReady } from '../process/child-side.ts'
import type { LabdConfig } from './config.ts'
import { Labd } from './labd.ts'

/**
 * The process `labd`. It outlives the harness that started it, so that a crash of the harness is not an outage of the lab;
 * what ends it then is the watchdog, or its lease.
 */
export async function runLabd(): Promise<void> {
  const config = await receiveConfig<LabdConfig>(() => {})
  const folder = new LabFolder(config.folder)
  const self = identify(process.pid)
  if (self === undefined) throw new Error('labd cannot find its own start time')
  folder.writeLabd({ ...self, bootId: bootId() })

  const labd = new Labd(config)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => void labd.down(`it got ${signal}`))
  }
  void labd.ended.then(() => {
    // The answer to `down` is written first.
    setTimeout(() => process.exit(0), 20)
  })
  try {
    await serve(folder.socket, await labd.up())
    reportReady({})
  } catch (error) {
    console.error(error)
    await labd.giveUp(`it did not come up: ${String(error)}`)
    process.exit(70)
  }
}
