import { expect } from 'chai'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CanaryService } from './canary-service.ts'
import { DrillSandbox, type RunningDrill } from './drill.ts'

/** Quick, and with room for a machine that is busy with other tests. */
const QUICK = {
  measurement: { goodWithin: '1s', availability: 0.8, windowProbes: 30, holdDown: '300ms', relapseBudget: 9 },
  warmUp: { window: '300ms', agreeWithin: 10, atMost: '60s' },
}

/** A small service and a place to observe it from. */
export class ObservationSandbox {
  readonly drills: DrillSandbox
  readonly service: CanaryService

  private constructor(drills: DrillSandbox, service: CanaryService) {
    this.drills = drills
    this.service = service
  }

  static async open(env: Readonly<Record<string, string>> = {}): Promise<ObservationSandbox> {
    return new ObservationSandbox(new DrillSandbox({ env }), await CanaryService.start())
  }

  /** @param http - the contract; undefined: the service is only asked whether it answers */
  observe(http: object | undefined, ...args: string[]): RunningDrill {
    const config = join(this.drills.folder, 'blackstart.config.ts')
    const canary = http === undefined ? {} : { canary: { http } }
    writeFileSync(config, `export default ${JSON.stringify({ ...QUICK, ...canary })}\n`)
    const { url } = this.service
    return this.drills.observe('--url', url, '--every', '50ms', '--timeout', '1500ms', '--config', config, ...args)
  }

  /** The service is really down for so long, in milliseconds. */
  async outage(ms: number): Promise<void> {
    await this.service.down()
    await sleep(ms)
    await this.service.up()
  }

  async close(): Promise<void> {
    await this.service.down()
    const remains = await this.drills.remains()
    expect(remains.filter((text) => text.startsWith('process'))).to.deep.equal([])
    this.drills.dispose()
  }
}
