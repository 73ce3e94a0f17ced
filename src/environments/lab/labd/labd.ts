import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Handlers } from '../../../system/rpc.ts'
import { LabFolder } from '../folder.ts'
import { endParts, removeFolder } from '../remains.ts'
import { AutoScaling } from './auto-scaling.ts'
import { bootLab } from './boot.ts'
import type { LabdConfig } from './config.ts'
import { labFaultPlane } from './faults/fault-plane.ts'
import type { Lab } from './lab.ts'
import { RegionCalls } from './regions/region-calls.ts'
import type { Regions } from './regions/regions.ts'
import { Lease } from './lease.ts'
import { lendHand } from './hands.ts'
import { Provider } from './provider.ts'
import {
  type LabdMethod,
  parseHand,
  parseInjection,
  parseRegionCall,
  parseResolve,
  parseRestoreCall,
} from './protocol.ts'
import { redundancy } from './redundancy.ts'
import { DamageAlarm } from './restore/damage-alarm.ts'
import { RestoreCalls } from './restore/restore-calls.ts'
import { Salvage } from './salvage.ts'

/** How long a boot that was called off may take to come to rest. */
const CALL_OFF_TIMEOUT_MS = 5_000

/** The life of a lab: it comes up once, and goes down once, for whichever reason comes first. */
export class Labd {
  readonly #config: LabdConfig
  readonly #folder: LabFolder
  readonly #calledOff = new AbortController()
  #booting: Promise<Lab> | undefined
  #lease: Lease | undefined
  #autoScaling: AutoScaling | undefined
  #damageAlarm: DamageAlarm | undefined
  #regions: Regions | undefined
  #restores: RestoreCalls | undefined
  #down: Promise<void> | undefined
  /** Resolves when the lab is down, with the reason. */
  readonly ended: Promise<string>
  readonly #end: (reason: string) => void

  constructor(config: LabdConfig) {
    this.#config = config
    this.#folder = new LabFolder(config.folder)
    const { promise, resolve } = Promise.withResolvers<string>()
    this.ended = promise
    this.#end = resolve
  }

  /** @returns what the control socket understands */
  async up(): Promise<Handlers> {
    this.#booting = bootLab(this.#config, this.#folder, this.#calledOff.signal)
    const lab = await this.#booting
    this.#regions = lab.regions
    // Nobody can renew it before it is up, and on a slow machine that takes longer than the lease.
    const { leaseMs } = this.#config
    if (leaseMs !== null) this.#lease = new Lease(leaseMs, () => void this.down(`nobody renewed it for ${leaseMs} ms`))
    for (const { id, exited } of lab.children) {
      void exited.then((how) => this.down(`${id} ${how}, and a lab cannot be without it`))
    }
    this.#autoScaling = new AutoScaling(lab.zoneParts, lab.info.settings, lab.events, lab.zonesWithoutCapacity)
    this.#autoScaling.start()
    this.#damageAlarm = new DamageAlarm(lab.info, lab.events)
    this.#damageAlarm.start()
    return this.#handlers(lab)
  }

  /** Ends everything, keeps the evidence, removes the folder. Idempotent: the first reason counts. Never rejects. */
  async down(reason: string): Promise<void> {
    this.#down ??= this.#tearDown(reason, () => removeFolder(this.#folder))
    await this.#down
    this.#end(reason)
  }

  /** Like {@link down}, for a lab that did not come up: the folder stays, because whoever waits for it wants to read why. */
  async giveUp(reason: string): Promise<void> {
    this.#down ??= this.#tearDown(reason, async () => {})
    await this.#down
  }

  async #tearDown(reason: string, lastStep: () => Promise<void>): Promise<void> {
    this.#lease?.end()
    this.#autoScaling?.end()
    this.#damageAlarm?.end()
    this.#regions?.isolationResponse.end()
    this.#regions?.manager.end()
    this.#calledOff.abort(new Error(reason))
    console.error(`going down: ${reason}`)
    try {
      await endParts(this.#folder)
      const atRest = Promise.all([this.#booting?.catch(() => {}), this.#restores?.end()])
      await Promise.race([atRest, sleep(CALL_OFF_TIMEOUT_MS, undefined, { ref: false })])
      // Once more, for what the boot had started meanwhile.
      await endParts(this.#folder)
      await this.#keepEvidence().catch((error: unknown) => console.error(error))
      await lastStep()
    } catch (error) {
      // What is left can be found by its folder; whoever sweeps will try again, and tell.
      console.error(error)
    }
  }

  /** The endpoints are nothing that customers depend on: the lab lives on without them. */
  async #awsGone(lab: Lab, provider: Provider, how: string): Promise<void> {
    if (this.#down !== undefined) return
    lab.events.note('aws-endpoints-gone', 'aws-endpoints', `the AWS endpoints ${how}`)
    await provider.takeAllBack().catch((error: unknown) => console.error(error))
  }

  async #keepEvidence(): Promise<void> {
    const { evidenceFolder } = this.#config
    await mkdir(evidenceFolder, { recursive: true })
    await cp(this.#folder.logFolder, join(evidenceFolder, 'logs'), { recursive: true })
    await cp(this.#folder.eventsFile, join(evidenceFolder, 'events.ndjson'))
  }

  #handlers(lab: Lab): Readonly<Record<LabdMethod, Handlers[string]>> {
    const faults = labFaultPlane(lab)
    const salvage = new Salvage(this.#folder)
    const regions = new RegionCalls(lab)
    const provider = new Provider(lab)
    void lab.outer.aws?.exited.then((how) => this.#awsGone(lab, provider, how))
    const restores = new RestoreCalls(lab, this.#folder)
    this.#restores = restores
    const mustBeUp = (): void => {
      if (this.#down !== undefined) throw new Error('the lab is going down')
    }
    return {
      info: async () => lab.info,
      describe: () => lab.describe(),
      events: async () => lab.events.events,
      renew: async () => this.#lease?.renew(),
      resolve: async (params) => {
        const { fault, faultIndex } = parseResolve(params)
        return faults.resolve(fault, faultIndex)
      },
      inject: async (params) => {
        mustBeUp()
        return faults.inject(parseInjection(params))
      },
      verify: async (params) => faults.verify(parseInjection(params)),
      undo: async (params) => faults.undo(parseInjection(params)),
      undone: async (params) => faults.undone(parseInjection(params)),
      redundancy: async () => redundancy(lab),
      hand: async (params) => {
        mustBeUp()
        return await lendHand(lab, parseHand(params), { salvage, restores })
      },
      dns: async (params) => {
        mustBeUp()
        return (await regions.dns(params as object)) ?? null
      },
      region: async (params) => {
        mustBeUp()
        await regions.region(parseRegionCall(params))
      },
      provider: async (params) => {
        mustBeUp()
        return await provider.act(params)
      },
      restore: async (params) => {
        mustBeUp()
        return (await restores.answer(parseRestoreCall(params))) ?? null
      },
      down: () => this.down('it was asked to'),
    }
  }
}
