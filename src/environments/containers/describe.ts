import { formatMs } from '../../model/duration.ts'
import type { Fault } from '../../model/fault.ts'
import type { DrillDescription } from '../environment.ts'
import type { ComposeModel } from './compose/model.ts'
import type { Engine } from './engine/engine.ts'
import { expectedHits, expectedTopology } from './expected.ts'
import type { ContainersSettings } from './settings.ts'
import type { PlannedService, StackPlan } from './stack-plan.ts'

/** Only the helper can ask the kernel, and nothing is started to look. */
const DELAYED =
  "Latency      by netem where the kernel of the engine's host has it, else by the helper's relay; the report says by which"

/** What is described: a stack that is not up yet. */
export interface PlannedDrill {
  readonly engine: Pick<Engine, 'address' | 'version'>
  readonly model: ComposeModel
  readonly plan: StackPlan
  readonly settings: ContainersSettings
  readonly faults: readonly Fault[]
  /** The longest that the drill may take, in milliseconds. */
  readonly longestMs: number
}

/** What a drill would do with a stack, by its labels alone: so that they can be checked without running. Pure. */
export function describeStack({ engine, model, plan, settings, faults, longestMs }: PlannedDrill): DrillDescription {
  const topology = expectedTopology(model, plan)
  const hits = faults.flatMap((fault) => expectedHits(fault, topology))
  const { customer, services } = plan
  const { canary, compose, everyMs, shared } = settings
  const width = Math.max(...services.map(({ service }) => service.length))
  return {
    lines: [
      `Engine       ${engine.address.dockerHost}, version ${engine.version}`,
      ...listed('Compose', compose),
      ...listed(
        'Services',
        services.map((one) => `${one.service.padEnd(width)}  ${wordsOf(one)}`),
      ),
      `Customers    ${customer.service}, port ${customer.port}: probed every ${formatMs(everyMs)}`,
      `Data loss    ${canary.http === undefined ? 'not measured: the configuration says of no canary' : 'measured by canaries'}`,
      ...(shared.length === 0
        ? []
        : [`Shared       ${shared.join(', ')}: not made for the drill, and used all the same`]),
      ...listed(
        'Targets',
        hits.map(({ fault, component }) => `${component}, by ${fault.kind}`),
      ),
      ...(faults.some(({ kind }) => kind === 'network.latency') ? [DELAYED] : []),
      `Takes        at most ${formatMs(longestMs)}, the undo included`,
    ],
    refusals: [],
    expected: { topology, hits },
  }
}

function wordsOf({ role, zone, sql }: PlannedService): string {
  const words = [role ?? 'no role: nothing hits it', zone === undefined ? [] : `zone ${zone}`]
  return [...words, sql === undefined ? [] : 'asked by SQL'].flat().join(', ')
}

function listed(title: string, items: readonly string[]): string[] {
  const [first = 'none', ...rest] = items
  return [`${title.padEnd(12)} ${first}`, ...rest.map((item) => `${' '.repeat(12)} ${item}`)]
}
