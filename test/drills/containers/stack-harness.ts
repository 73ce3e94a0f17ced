import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { destroyLabelled } from '../../../src/environments/containers/destroy.ts'
import { containersDriver } from '../../../src/environments/containers/driver.ts'
import { reconnectEngine } from '../../../src/environments/containers/engine/connect.ts'
import { Hands } from '../../../src/environments/containers/engine/hands.ts'
import { containerFaultPlane } from '../../../src/environments/containers/faults/fault-plane.ts'
import { addressOf } from '../../../src/environments/containers/handle.ts'
import { PROJECT_LABEL } from '../../../src/environments/containers/labels.ts'
import { Stack } from '../../../src/environments/containers/stack.ts'
import {
  type Environment,
  type FaultPlane,
  type Handle,
  restoresRedundancy,
} from '../../../src/environments/environment.ts'
import type { Evidence, Fault, IntendedInjection } from '../../../src/model/fault.ts'
import { configuration } from '../../../src/scenario/config.ts'

interface HeldHelper {
  readonly faults: FaultPlane
  /** Its holder does: nobody renews the lease any more. */
  dies(): void
  remove(): Promise<void>
}

/** A stack that was opened as a drill does it, with customers who never stop asking. */
export class OpenStack {
  readonly environment: Environment
  readonly handle: Handle
  readonly #folder: string
  #asking = true
  #injections = 0

  private constructor(environment: Environment, folder: string) {
    this.environment = environment
    this.handle = environment.handle
    this.#folder = folder
    void this.#ask()
  }

  static async open(settings: Readonly<Record<string, string>> = {}): Promise<OpenStack> {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-stack-'))
    const parsed = containersDriver.settings(settings, configuration({}, folder))
    if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
    const drillId = `faults-${process.pid}`
    const launcher = { command: process.execPath, args: [] }
    const config = { drillId, recordFolder: folder, launcher, settings: parsed.value, longestMs: 600_000 }
    const handle = await containersDriver.planHandle(config)
    return new OpenStack(await containersDriver.open(config, handle, new AbortController().signal), folder)
  }

  /** Resolves what a fault means, as the ledger would keep it. */
  async intend(fault: Fault): Promise<IntendedInjection> {
    const [target] = await this.environment.faults.resolve(fault, 0)
    if (target === undefined) throw new Error(`no target for ${fault.kind}`)
    this.#injections += 1
    // Only the ledger may make an intent, and these tests are not about it. By way of JSON, as from disk.
    return JSON.parse(
      JSON.stringify({ ...target, injectionId: this.#injections, epoch: 1, drillId: 'test' }),
    ) as IntendedInjection
  }

  /** Injects, and wants the proof. @returns what it says */
  async inject(target: IntendedInjection): Promise<string> {
    await this.environment.faults.inject(target)
    const proof = await this.environment.faults.verify(target)
    expect(proof.holds, proof.text).to.equal(true)
    return proof.text
  }

  /** Undoes from a plane that knows nothing but the handle, twice, and wants the proof. @returns what it says */
  async undoFromElsewhere(target: IntendedInjection): Promise<string> {
    const { faults } = await containersDriver.reconnect(this.handle)
    await faults.undo(target)
    await faults.undo(target)
    return untilHolds(() => faults.undone(target))
  }

  /** A second helper beside the drill's own, with a lease of its own, and whoever holds it. */
  async helper({ lease }: { readonly lease: number }): Promise<HeldHelper> {
    const { engine: place, hands: image, drillId, project } = addressOf(this.handle)
    const engine = await reconnectEngine(place)
    const own = `${project}-held`
    const hands = await Hands.open(engine, { image, drillId, project: own, lease })
    return {
      faults: containerFaultPlane({ stack: new Stack(engine, project), hands: async () => hands }),
      dies: () => hands.close(),
      remove: async () => void (await destroyLabelled(engine, `${PROJECT_LABEL}=${own}`)),
    }
  }

  /** Waits until the stack has its shape again. */
  async whole(): Promise<void> {
    if (!restoresRedundancy(this.environment)) throw new Error('nothing would bring it back')
    const { holds, text } = await this.environment.restoreRedundancy(AbortSignal.timeout(60_000))
    expect(holds, text).to.equal(true)
  }

  /** How long one request takes, in milliseconds; undefined where nobody answered within a second. */
  async request(path = '/orders/latest?writer=w'): Promise<number | undefined> {
    const startedAt = performance.now()
    const answer = await fetch(`${this.environment.customerUrl}${path}`, { signal: AbortSignal.timeout(1_000) }).then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => undefined,
    )
    return answer === undefined || answer >= 500 ? undefined : performance.now() - startedAt
  }

  async close(): Promise<void> {
    this.#asking = false
    await this.environment.close('destroy')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #ask(): Promise<void> {
    while (this.#asking) {
      await this.request()
      await sleep(20)
    }
  }
}

/** Waits for a proof: a restart policy takes its time. @returns what it says */
export async function untilHolds(look: () => Promise<Evidence>): Promise<string> {
  const deadline = performance.now() + 10_000
  for (;;) {
    const proof = await look()
    if (proof.holds || performance.now() > deadline) {
      expect(proof.holds, proof.text).to.equal(true)
      return proof.text
    }
    await sleep(50)
  }
}
