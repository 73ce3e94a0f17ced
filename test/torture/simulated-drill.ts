import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { breakAndMend } from '../../src/drill/break-and-mend.ts'
import { DrillContext, type DrillTools, MarkKeeper } from '../../src/drill/context.ts'
import { injectAll } from '../../src/drill/injection.ts'
import { type DrillPlan, RecordFolder, writeJson } from '../../src/drill/record.ts'
import { type Remainder, rescue } from '../../src/drill/rescue.ts'
import { withUserFaults } from '../../src/drill/user-faults/fault-plane.ts'
import type { FaultPlane } from '../../src/environments/environment.ts'
import { FaultLedger } from '../../src/ledger/fault-ledger.ts'
import { type Fault, type IntendedInjection, isUserFault } from '../../src/model/fault.ts'
import { measurementFor } from '../../src/scenario/measurement.ts'
import { takeOrigin } from '../../src/system/clock.ts'
import { identify } from '../../src/system/identity.ts'
import { FailingDisk } from './failing-disk.ts'
import { KillPoints } from './kill-points.ts'
import { type Behaviour, World, simulatedDriver } from './simulated-environment.ts'

const FAULTS: readonly Fault[] = [
  { kind: 'database.kill', role: 'primary' },
  { kind: 'database.kill', role: 'standby' },
]

/** A folder with a record and the world that the drill of it breaks. */
export class Arena {
  readonly record: RecordFolder
  readonly world: World

  constructor(folder: string) {
    this.record = RecordFolder.create(join(folder, 'reports', 'drill-1'))
    this.world = new World(join(folder, 'world'))
    mkdirSync(this.record.path, { recursive: true })
    if (!existsSync(this.record.plan)) writeJson(this.record.plan, simulatedPlan())
  }

  /**
   * The part of a drill that touches something: ledger, injections, undo, close. Resolves when it has ended or died.
   *
   * @returns how many things may remain
   */
  async drill(points: KillPoints, behaviour: Behaviour = {}, powerCut = false): Promise<number | 'dead'> {
    const dead = points.died.then(() => 'dead' as const)
    return Promise.race([this.#drill(points, behaviour, powerCut).catch(ignoreDeath(points)), dead])
  }

  /** From the record alone, as another process would. */
  rescue(points = new KillPoints(0), powerCut = false, behaviour: Behaviour = {}): Promise<readonly Remainder[]> {
    return rescue({
      recordFolder: this.record.path,
      by: 'torture',
      reason: { code: 'killed', text: 'the harness was killed in a test' },
      drivers: () => simulatedDriver(this.world, points, behaviour),
      disk: new FailingDisk(points, powerCut),
      attemptMs: 1_000,
    })
  }

  /** A rescuer that dies itself. */
  async rescueAndDie(points: KillPoints, powerCut: boolean): Promise<void> {
    await Promise.race([this.rescue(points, powerCut).catch(ignoreDeath(points)), points.died])
  }

  async #drill(points: KillPoints, behaviour: Behaviour, powerCut: boolean): Promise<number> {
    const { record, world } = this
    const plan = simulatedPlan()
    const driver = simulatedDriver(world, points, behaviour)
    const harness = identify(process.pid)
    if (harness === undefined) throw new Error('this process cannot be identified')
    const handle = await driver.planHandle({ drillId: plan.drillId } as never)
    const ledger = FaultLedger.create(
      record.ledger,
      { kind: 'header', version: 1, drillId: plan.drillId, handle, origin: plan.origin, harness },
      new FailingDisk(points, powerCut),
    )
    const environment = await driver.open({} as never, handle, new AbortController().signal)
    const emit = (): void => {}
    const tools = { driver } as unknown as DrillTools
    const signal = new AbortController().signal
    const { ephemeral = false } = behaviour
    const faults = guardedCommands(environment.faults, points)
    const marks = new MarkKeeper(record)
    const context = new DrillContext({ plan, folder: record, tools, ledger, environment, faults, signal, emit, marks })
    return breakAndMend({
      ledger,
      faults,
      onEvent: emit,
      lasting: driver.lasting === true,
      attemptMs: 1_000,
      work: () => injectAll(context, ephemeral ? [...FAULTS, world.ownFault] : FAULTS),
      afterUndo: async () => {
        if (behaviour.afterUndoThrows === true) throw new Error('the disk is full')
      },
      close: async () => {
        if (ephemeral) await points.aroundAsync('discarding the environment', async () => world.discard())
      },
      fail: () => {},
    })
  }
}

/** The environment's faults and people's own, as in a drill; each command is a kill point, too. */
function guardedCommands(environment: FaultPlane, points: KillPoints): FaultPlane {
  const plane = withUserFaults(environment)
  const around = <Result>(target: IntendedInjection, what: string, work: () => Promise<Result>): Promise<Result> =>
    isUserFault(target.fault) ? points.aroundAsync(`${what} by a command`, work) : work()
  return {
    ...plane,
    inject: (target) => around(target, 'breaking', () => plane.inject(target)),
    verify: (target) => around(target, 'verifying', () => plane.verify(target)),
    undo: (target) => around(target, 'healing', () => plane.undo(target)),
    undone: (target) => around(target, 'looking', () => plane.undone(target)),
  }
}

function ignoreDeath(points: KillPoints): (error: unknown) => Promise<never> {
  return async (error) => {
    if (points.dead) return new Promise<never>(() => {})
    throw error
  }
}

export function simulatedPlan(): DrillPlan {
  return {
    planVersion: 1,
    drillId: 'drill-1',
    scenarioName: 'simulated',
    scenarioFile: 'simulated.ts',
    scenarioSha256: '',
    scenario: {
      title: 'Simulated',
      hypothesis: 'Nothing is left.',
      objectives: {},
      faults: FAULTS,
      recovery: 'automatic',
      mayHitLastHealthy: true,
    },
    environment: 'simulated',
    settings: {},
    objectives: { rtoMs: 1_000 },
    measurement: measurementFor({}, { rtoMs: 1_000 }, { environment: 'lab' }),
    warmUp: { windowMs: 1, agreeWithin: 1, atMostMs: 1 },
    operator: 'torture',
    commit: null,
    dirty: null,
    command: '',
    startedAt: new Date(0).toISOString(),
    origin: takeOrigin(),
    versions: {},
    ciRun: null,
  }
}
