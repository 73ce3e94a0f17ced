import { takeOrigin } from '../src/system/clock.ts'
import { installChaosToolkit, NoChaosToolkitError, startChaosToolkit } from '../test/calibrate/compare/chaos-toolkit.ts'
import { type Check, fromFirstFailed, fromLastPassed, type Watcher } from '../test/calibrate/compare/check.ts'
import { startClosedLoop } from '../test/calibrate/compare/closed-loop.ts'
import { RelayedTarget } from '../test/calibrate/compare/relayed-target.ts'
import { Random } from '../test/calibrate/random.ts'
import { judgeSeries, type RealDrill } from '../test/calibrate/real/judge-series.ts'
import type { OutagePlan } from '../test/calibrate/real/outage-plan.ts'
import { type WatchedOutage, watchSeries } from '../test/calibrate/real/series.ts'
import { ms, quantile, tableOf } from '../test/calibrate/table.ts'
import { config } from '../test/measure/drill.ts'

/** How often each way of breaking is used. */
const OUTAGES = { reset: 10, hold: 6, blackhole: 6 } as const
/** Down for so long, in milliseconds. */
const [SHORTEST_MS, LONGEST_MS] = [600, 6_000]
/** Up for so long in between, in milliseconds: a check with a timeout of 5 s must have come to its end. */
const APART_MS = 6_500

const PROBING = { intervalMs: 20, goodWithinMs: 250 }
const CONFIG = config({ goodWithinMs: PROBING.goodWithinMs, windowProbes: 80, holdDownMs: APART_MS - 2_500 })

interface Estimator {
  readonly name: string
  readonly estimate: (checks: readonly Check[]) => number | undefined
  readonly checks: readonly Check[]
}

/**
 * Watches the same outages of the relay, whose truth is known, in three ways, and prints by how much each is wrong.
 *
 * @returns whether every interval of ours holds the truth, but for those outages whose truth was not sharp
 */
export async function compareEstimators(seed: number, signal: AbortSignal): Promise<boolean> {
  const random = new Random(seed)
  const plans = drawPlans(random)
  const target = await RelayedTarget.start(PROBING, seed)
  const watchers: Watcher[] = []
  try {
    const origin = takeOrigin()
    const url = `${target.baseUrl}/orders/latest?writer=probe`
    const toolkit = await chaosToolkit()
    if (toolkit !== undefined) watchers.push(await startChaosToolkit(toolkit, url, origin))
    watchers.push(startClosedLoop(url, origin))
    console.log(`Seed ${seed}: ${plans.length} outages of the relay, ${SHORTEST_MS} to ${LONGEST_MS} ms each`)
    const settings = { plans, config: CONFIG, baselineMs: 5_000, stalledShare: 0, signal }
    const series = await watchSeries(target, settings, random, origin)
    const estimators = await Promise.all(
      watchers.splice(0).map(async (watcher) => {
        const estimate = watcher.name.startsWith('loop') ? fromFirstFailed : fromLastPassed
        return { name: watcher.name, estimate, checks: await watcher.stop() }
      }),
    )
    return print(judgeSeries(series, CONFIG), series.outages, estimators)
  } finally {
    await Promise.all(watchers.map((watcher) => watcher.stop()))
    await target.stop()
  }
}

function drawPlans(random: Random): OutagePlan[] {
  const modes = Object.entries(OUTAGES).flatMap(([mode, count]) => Array(count).fill(mode) as OutagePlan['mode'][])
  return modes.map((mode) => ({
    mode,
    delayMs: random.between(0, 1_000),
    phases: [{ downMs: random.between(SHORTEST_MS, LONGEST_MS), upMs: 0 }],
    failingShare: 1,
    lostMs: 0,
  }))
}

async function chaosToolkit(): Promise<string | undefined> {
  try {
    return await installChaosToolkit()
  } catch (error) {
    if (!(error instanceof NoChaosToolkitError)) throw error
    console.log(`Without Chaos Toolkit: ${error.message}`)
    return undefined
  }
}

function print(
  drills: readonly RealDrill[],
  outages: readonly WatchedOutage[],
  estimators: readonly Estimator[],
): boolean {
  const head = ['outage', 'really down', 'Blackstart', ...estimators.map(({ name }) => name)]
  const errors: number[][] = [[], [], ...estimators.map(() => [])]
  const unnoticed = estimators.map(() => 0)
  const rows = drills.map(({ mode, truth, judgement }, index) => {
    const { span } = outages[index] as WatchedOutage
    const down = (truth.recovery.lo + truth.recovery.hi - truth.onset.lo - truth.onset.hi) / 2
    const { lo, hi } = judgement.measurements.downtimeMs
    errors[0]?.push(((lo ?? NaN) + (hi ?? NaN)) / 2 - down)
    errors[1]?.push(Math.max((hi ?? NaN) - down, down - (lo ?? NaN)))
    const cells = estimators.map(({ checks, estimate }, column) => {
      const found = estimate(checks.filter(({ endMs }) => endMs * 1e6 >= span.fromNs && endMs * 1e6 <= span.toNs))
      if (found === undefined) unnoticed[column] = (unnoticed[column] ?? 0) + 1
      errors[column + 2]?.push((found ?? 0) - down)
      return found === undefined ? 'not noticed' : ms(found)
    })
    return [mode, ms(down), `${ms(lo ?? NaN)}..${ms(hi ?? NaN)}`, ...cells]
  })
  console.log(`\n${tableOf([head, ...rows])}\n`)
  const names = ['Blackstart, middle of the interval', 'Blackstart, its farther end', ...head.slice(3)]
  const summary = names.map((name, column) => {
    const sizes = (errors[column] ?? []).map(Math.abs)
    return [name, String(unnoticed[column - 2] ?? 0), ms(quantile(sizes, 0.5)), ms(quantile(sizes, 1))]
  })
  const contained = drills.filter(({ misses }) => misses.length === 0).length
  const disturbed = drills.filter(({ disturbance }) => disturbance !== undefined).length
  console.log(tableOf([['error of the down time, ms', 'not noticed', 'median', 'longest'], ...summary]))
  console.log(`\n${contained} of ${drills.length} outages lie inside all of Blackstart's intervals.`)
  const missed = drills.filter(({ misses }) => misses.length > 0)
  for (const { mode, misses, disturbance } of missed) {
    console.log(
      `${disturbance === undefined ? 'MISSED' : `not counted, ${disturbance}:`} ${mode}: ${misses.join('; ')}`,
    )
  }
  console.log(`In ${disturbed} of them the service also stood still by itself, because this machine was busy.`)
  console.log('An outage that was not noticed counts with its whole length.')
  return missed.every(({ disturbance }) => disturbance !== undefined)
}
