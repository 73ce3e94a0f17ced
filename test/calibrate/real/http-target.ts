import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { HttpProbeSpec } from '../../../src/model/probe.ts'
import { type ProcessIdentity, signalExactly } from '../../../src/system/identity.ts'
import { waitFor } from '../../../src/system/wait.ts'
import { httpSpec } from '../../support/probe-specs.ts'
import type { ServiceSettings } from './order-service.ts'
import { type ClockBracket, type MadeOutage, now } from './outage.ts'
import type { OutagePlan, Probing } from './outage-plan.ts'
import { Part } from './part.ts'
import { servedANewcomer } from './newcomer.ts'
import { type Injected, type Target, TIMEOUT_MS } from './target.ts'

/** An order service in a process of its own, probed by HTTP. */
export class HttpTarget implements Target {
  readonly streams: readonly HttpProbeSpec[]
  readonly #part: Part
  readonly #baseUrl: string

  private constructor(part: Part, baseUrl: string, streams: readonly HttpProbeSpec[]) {
    this.#part = part
    this.#baseUrl = baseUrl
    this.streams = streams
  }

  static async start(probing: Probing, settings: ServiceSettings): Promise<HttpTarget> {
    const part = Part.start(fileURLToPath(new URL('order-service.ts', import.meta.url)))
    const port = await part.ask<number>('start', settings)
    const baseUrl = `http://127.0.0.1:${port}`
    const common = {
      baseUrl,
      intervalMs: probing.intervalMs,
      timeoutMs: TIMEOUT_MS,
      inFlightCap: Math.ceil((2 * TIMEOUT_MS) / probing.intervalMs),
    }
    return new HttpTarget(part, baseUrl, [
      httpSpec({ ...common, id: 'write-fresh', writer: 'fresh' }),
      httpSpec({ ...common, id: 'write-pooled', writer: 'pooled', connection: 'pooled' }),
      httpSpec({ ...common, id: 'read-fresh', writer: 'fresh', kind: 'read' }),
    ])
  }

  async inject(plan: OutagePlan): Promise<Injected> {
    if (plan.mode === 'frozen') {
      const fault = now()
      return { made: freeze(this.#part, this.#baseUrl, plan, fault) }
    }
    await this.#part.ask('inject', plan)
    return { made: this.#part.ask<MadeOutage>('made') }
  }

  async held(): Promise<ReadonlyMap<string, readonly number[]>> {
    return new Map(await this.#part.ask<[string, number[]][]>('held'))
  }

  stalls(): Promise<readonly ClockBracket[]> {
    return this.#part.ask('stalls')
  }

  stop(): Promise<void> {
    return this.#part.stop()
  }
}

/** Stops the whole process: the kernel goes on taking connections for it, and it answers them when it runs again. */
async function freeze(
  part: Part,
  baseUrl: string,
  { delayMs, phases }: OutagePlan,
  fault: string,
): Promise<MadeOutage> {
  await sleep(delayMs)
  const beforeStop = now()
  signalExactly(part.identity, 'SIGSTOP')
  await waitFor('the service is stopped', () => stateOf(part.identity) === 'T', { timeoutMs: 1_000, everyMs: 0 })
  const down = { lo: beforeStop, hi: now() }
  await sleep(phases[0]?.downMs)
  const beforeContinue = now()
  signalExactly(part.identity, 'SIGCONT')
  const up = { lo: beforeContinue, hi: await servedANewcomer(baseUrl) }
  return { fault: { lo: fault, hi: fault }, phases: [{ down, up }] }
}

function stateOf({ pid }: ProcessIdentity): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2)[0]
}
