import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment, EnvironmentDriver, FaultPlane } from '../../src/environments/environment.ts'
import type { CommandFault, Evidence, IntendedInjection } from '../../src/model/fault.ts'
import type { Role } from '../../src/model/topology.ts'
import { bootId, monotonicNow } from '../../src/system/clock.ts'
import { KillPoints } from './kill-points.ts'

/** Components that a fault finds by its role: the first of them has two targets. */
const COMPONENTS: Readonly<Record<string, readonly string[]>> = { primary: ['one', 'two'], standby: ['three'] }

/** How long a request whose sender has died may still take effect, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 40

/** What stands on the far side, as files: it lives on when a harness dies. */
export class World {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
    mkdirSync(folder, { recursive: true })
  }

  /** Components on which a fault is in force. */
  get broken(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.startsWith('fault-'))
      .map((name) => name.slice('fault-'.length))
      .sort()
  }

  break(component: string, tag: string): void {
    writeFileSync(this.#fault(component), tag)
  }

  heal(component: string): void {
    const times = this.#stuck(component)
    if (times > 0) {
      writeFileSync(this.#stuckFile(component), String(times - 1))
      throw new Error(`${component} does not let itself be undone`)
    }
    rmSync(this.#fault(component), { force: true })
  }

  isBroken(component: string): boolean {
    return existsSync(this.#fault(component))
  }

  /** Lets the next undos of a component fail. */
  jam(component: string, times: number): void {
    writeFileSync(this.#stuckFile(component), String(times))
  }

  /** Undoes it past whatever is wrong. */
  byHand(component: string): string {
    return `rm -f '${this.#fault(component)}' '${this.#stuckFile(component)}'`
  }

  tagged(drillId: string): string[] {
    return this.broken.filter((component) => readFileSync(this.#fault(component), 'utf8') === drillId)
  }

  /** A fault of somebody's own, on something that no environment knows of. */
  get ownFault(): CommandFault {
    const file = `'${this.#fault('own')}'`
    return { kind: 'command', inject: `touch ${file}`, verify: `test -e ${file}`, undo: `rm -f ${file}`, timeout: '1s' }
  }

  /** Ends what the environment consists of; what is not part of it stays as it is. */
  discard(): void {
    for (const component of Object.values(COMPONENTS).flat()) rmSync(this.#fault(component), { force: true })
  }

  #stuck(component: string): number {
    return existsSync(this.#stuckFile(component)) ? Number(readFileSync(this.#stuckFile(component), 'utf8')) : 0
  }

  #stuckFile(component: string): string {
    return join(this.folder, `stuck-${component}`)
  }

  #fault(component: string): string {
    return join(this.folder, `fault-${component}`)
  }
}

export interface Behaviour {
  /** Injecting into this component takes effect and then throws. */
  readonly throwsOn?: string
  /** Injections take effect so much later than they are asked for, whether or not the asker lives, in milliseconds. */
  readonly landsAfterMs?: number
  /** It ends with its drill, which has a fault of its owner's beside those of the environment. */
  readonly ephemeral?: boolean
  /** What is looked at after the undo goes wrong. */
  readonly afterUndoThrows?: boolean
}

/** A lasting environment of files in which every side effect is a kill point. */
export function simulatedDriver(
  world: World,
  points = new KillPoints(0),
  behaviour: Behaviour = {},
): EnvironmentDriver {
  const faults = faultPlane(world, points, behaviour)
  const components = Object.entries(COMPONENTS).flatMap(([role, ids]) =>
    ids.map((id) => ({ id, role: role as Role, address: 'none', state: 'running' as const })),
  )
  const environment = {
    faults,
    ownFaults: [],
    describe: async () => ({ regions: [], components }),
  } satisfies Partial<Environment>
  return {
    name: 'simulated',
    lasting: behaviour.ephemeral !== true,
    roles: ['primary', 'standby'],
    faultKinds: ['database.kill'],
    settingSpecs: [],
    settings: () => ({ value: {} }),
    planHandle: async () => ({ environment: 'simulated', bootId: bootId(), data: { folder: world.folder } }),
    // Only what a fault passes through is simulated: nothing here is measured.
    open: async () => environment as unknown as Environment,
    reconnect: async () => ({
      faults,
      destroy: async () => (behaviour.ephemeral === true ? world.discard() : undefined),
    }),
    undoTagged: async (drillId) => {
      const found = world.tagged(drillId)
      for (const component of found) world.heal(component)
      return found
    },
  }
}

function faultPlane(world: World, points: KillPoints, behaviour: Behaviour): FaultPlane {
  const seen = (holds: boolean, text: string): Evidence => ({ holds, text, observedAtNs: monotonicNow() })
  return {
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    resolve: async (fault, faultIndex) =>
      (COMPONENTS['role' in fault ? fault.role : ''] ?? []).map((component) => ({
        fault,
        faultIndex,
        component,
        reversal: 'inverse',
        precondition: 'it is whole',
        identity: {},
      })),
    inject: (target) =>
      points.aroundAsync(`breaking ${target.component}`, async () => {
        const askedNs = monotonicNow()
        await take(world, target, behaviour)
        return { askedNs, returnedNs: monotonicNow() }
      }),
    verify: (target) =>
      points.aroundAsync(`verifying ${target.component}`, async () => seen(world.isBroken(target.component), 'looked')),
    undo: (target) => points.aroundAsync(`healing ${target.component}`, async () => world.heal(target.component)),
    undone: (target) =>
      points.aroundAsync(`looking at ${target.component}`, async () => {
        const broken = world.isBroken(target.component)
        return seen(!broken, broken ? `${target.component} is broken` : `${target.component} is whole`)
      }),
    byHand: (target) => world.byHand(target.component),
  }
}

async function take(world: World, target: IntendedInjection, behaviour: Behaviour): Promise<void> {
  const { landsAfterMs = 0, throwsOn } = behaviour
  if (landsAfterMs > 0) {
    setTimeout(() => world.break(target.component, target.drillId), landsAfterMs)
    await sleep(landsAfterMs + 1)
  } else {
    world.break(target.component, target.drillId)
  }
  if (target.component === throwsOn) throw new Error(`${target.component} broke, and so did the answer`)
}
