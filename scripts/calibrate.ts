import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import {
  type CalibratedSeries,
  calibrateReal,
  type DisturbedOutage,
  type RealSeries,
} from '../test/calibrate/real/calibration.ts'
import { HTTP_MODES, RELAY_MODES } from '../test/calibrate/real/outage-plan.ts'
import { simulate } from '../test/calibrate/simulated/drill.ts'
import { settingsOf } from '../test/calibrate/simulated/settings.ts'
import { type Calibrated, truthWidths, widthsByKind } from '../test/calibrate/summary.ts'

/**
 * Tests the instrument against known truth: simulated outages through the judge, real ones through the real prober.
 * Exits with 1 when an interval does not hold the truth, or when too few outages could be held against it. A miss only
 * does not count where the service itself recorded that it stood still by itself; then it is listed with that record.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    simulated: { type: 'string', default: '1400' },
    'no-real': { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
  },
})

/** So many seeds are left to the simulated outages; the real series have those behind. */
const SEEDS = 1_000_000
const seed = values.seed === undefined ? randomInt(SEEDS) : Number(values.seed)
const simulated = Number(values.simulated)
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(simulated)) {
  throw new TypeError('--seed and --simulated must be whole numbers')
}

/** So many real outages must count, and so often the lanes are run for them at most. */
const WANTED = { http: 50, sql: 15 } as const
const ROUNDS = 2

/** 58 outages over HTTP and 17 through the relay; the two lanes run at the same time. */
const LANES: readonly (readonly RealSeries[])[] = [
  [
    { ...http('every 10 ms'), intervalMs: 10, goodWithinMs: 100, modes: [...HTTP_MODES, ...HTTP_MODES, ...HTTP_MODES] },
    { ...http('every 20 ms'), intervalMs: 20, goodWithinMs: 250, modes: [...HTTP_MODES, ...HTTP_MODES] },
  ],
  [
    { ...http('1 % background errors'), intervalMs: 10, goodWithinMs: 100, modes: HTTP_MODES, backgroundErrors: 0.01 },
    { ...http('every 50 ms'), intervalMs: 50, goodWithinMs: 250, modes: [...HTTP_MODES, 'refuse', 'hold'] },
    {
      ...http('PostgreSQL behind the relay'),
      target: 'sql',
      intervalMs: 25,
      goodWithinMs: 200,
      modes: [...RELAY_MODES, ...RELAY_MODES, ...RELAY_MODES, ...RELAY_MODES, 'reset'],
    },
  ],
]

function http(name: string): Pick<RealSeries, 'name' | 'target' | 'backgroundErrors' | 'stalledShare' | 'baselineMs'> {
  return { name, target: 'http', backgroundErrors: 0, stalledShare: 0.3, baselineMs: 4_000 }
}

/** What a shell says of a program that Ctrl-C ended. */
const INTERRUPTED = 130
const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort())
try {
  if (values.compare) {
    const { compareEstimators } = await import('./compare-estimators.ts')
    process.exitCode = (await compareEstimators(seed, interrupted.signal)) ? 0 : 1
  } else {
    process.exitCode = (await calibrate()) ? 0 : 1
  }
} catch (error) {
  // Every series has cleaned up after itself by now.
  if (!interrupted.signal.aborted) throw error
  process.exitCode = INTERRUPTED
}

async function calibrate(): Promise<boolean> {
  console.log(`Seed ${seed}; again with: npm run calibrate -- --seed ${seed}\n`)
  const all = simulateAll()
  const about = 'd 10, 20, 50 ms; τ 100, 250 ms; θ 90, 95, 99 %; background errors 0 to 2 %; '
  print(`Simulated outages; ${about}`, all)
  let enough = true
  if (!values['no-real']) {
    const real = await breakRealServices()
    all.push(...real.outages)
    enough = real.enough
  }
  const missed = all.filter(({ misses }) => misses.length > 0)
  for (const { kind, misses } of missed) console.log(`MISSED ${kind}: ${misses.join('; ')}`)
  console.log(`\n${all.length - missed.length} of ${all.length} outages lie inside all of their intervals.`)
  return missed.length === 0 && enough
}

/** A second round makes up for what a busy machine took from the first. */
async function breakRealServices(): Promise<{ readonly outages: readonly Calibrated[]; readonly enough: boolean }> {
  const outages: Calibrated[] = []
  const disturbed: DisturbedOutage[] = []
  const enough = (): boolean =>
    Object.entries(WANTED).every(
      ([target, wanted]) => outages.filter(({ kind }) => kind.startsWith(target)).length >= wanted,
    )
  for (let round = 0; round < ROUNDS && !enough(); round++) {
    for (const series of (await Promise.all(LANES.map((lane) => runLane(lane, SEEDS + seed + round)))).flat()) {
      outages.push(...series.outages)
      disturbed.push(...series.disturbed)
    }
  }
  print('Real outages under the real prober; ', outages)
  console.log(truthWidths(outages))
  const held = disturbed.filter(({ misses }) => misses.length === 0).length
  console.log(
    `${disturbed.length} more do not count, for this machine was so busy that the service stood still by itself; ` +
      `${held} of them hold the truth too.`,
  )
  for (const { kind, misses, disturbance } of disturbed) {
    if (misses.length > 0) console.log(`not counted, ${disturbance}: ${kind}: ${misses.join('; ')}`)
  }
  if (!enough())
    console.log(`TOO FEW outages count: ${WANTED.http} over HTTP and ${WANTED.sql} through the relay are wanted.`)
  return { outages, enough: enough() }
}

function print(title: string, outages: readonly Calibrated[]): void {
  console.log(`\n${title}median widths in ms`)
  console.log(widthsByKind(outages.filter(({ stalled }) => !stalled)))
  console.log('\nWith a prober that was stopped for a moment near an edge')
  console.log(widthsByKind(outages.filter(({ stalled }) => stalled)))
}

function simulateAll(): Calibrated[] {
  return Array.from({ length: simulated }, (_, i) => {
    const settings = settingsOf(seed + i)
    const { truth, judgement, misses } = simulate(settings)
    const named = misses.map((miss) => `${miss} (${JSON.stringify(settings)})`)
    return { kind: settings.mode, truth, judgement, misses: named, stalled: settings.stalls }
  })
}

async function runLane(lane: readonly RealSeries[], laneSeed: number): Promise<CalibratedSeries[]> {
  const results: CalibratedSeries[] = []
  for (const series of lane) {
    const startedAt = performance.now()
    const result = await calibrateReal(series, laneSeed, interrupted.signal)
    const tookSeconds = ((performance.now() - startedAt) / 1_000).toFixed(0)
    console.log(`  ${series.target}, ${series.name}: ${series.modes.length} outages in ${tookSeconds} s`)
    results.push(result)
  }
  return results
}
