import { parseArgs } from 'node:util'
import { Random } from '../calibrate/random.ts'
import { demandsOn, drillsDemanded } from './demands.ts'
import { type HurtDrill, RealDrills } from './real-drills.ts'
import { simulatedKills } from './simulated-kills.ts'

/*
 * `npm run torture`: a drill is killed again and again, and nothing may be left.
 *
 *   --minutes n   how long real drills are hurt, in minutes (default 10: the long form, of at least 60 drills)
 *   --seed s      replays the same victims at the same instants
 *   --kills n     processes that are killed in the simulated environment (default 200)
 */
/** Drills that are hurt side by side, each in a sandbox of its own: what they measure does not matter. */
const AT_ONCE = 2

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, kills: { type: 'string' } },
})
const minutes = Number(values.minutes ?? 10)
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const kills = Number(values.kills ?? 200)
if (![minutes, seed, kills].every((value) => Number.isFinite(value) && value >= 0)) {
  throw new RangeError('--minutes, --seed and --kills are numbers from 0')
}
console.log(`seed ${seed} (again with: npm run torture -- --seed ${seed})`)

const simulated = await simulatedKills({ kills })
console.log(
  `simulated: ${simulated.kills} processes killed over ${simulated.points} kill points, ` +
    `${simulated.openFaults} faults open at the kill, ${simulated.left.length} left`,
)

const drills: HurtDrill[] = []
const left: string[] = [...simulated.left]
const deadline = performance.now() + minutes * 60_000
// Whoever ends this waits for the drill that is being hurt: it would be left behind.
const ended = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ended.abort())
await Promise.all(Array.from({ length: AT_ONCE }, (_, lane) => hurtUntilDeadline(new Random(seed + lane))))

const real = new RealDrills()
try {
  const random = new Random(seed + AT_ONCE)
  const rebooted = await real.reboot(random)
  left.push(...rebooted.left.map((text) => `after the reboot: ${text}`))
  drills.push(rebooted)
  const clean = await real.clean()
  left.push(...clean.left.map((text) => `after the clean drill: ${text}`))
  console.log(
    `after a reboot: recovered by ${rebooted.undoneBy ?? 'nobody'}, then a clean drill: exit code ${clean.exitCode}`,
  )
  if (clean.exitCode === null || clean.exitCode > 2) left.push(`the clean drill ended with ${clean.exitCode}`)
} finally {
  real.dispose()
}

console.log(`real: ${drills.length} drills, ${sum(drills.map(({ killed }) => killed.length))} processes killed`)
console.log(`  faults open at the kill: ${sum(drills.map(({ openFaults }) => openFaults))}`)
console.log(`  ended by: ${tally(drills.map(({ undoneBy }) => undoneBy ?? 'nobody: it had no ledger yet'))}`)
console.log(`left (faults, processes, ports, segments, folders): ${left.length}`)
for (const text of left) console.log(`  ${text}`)
const { aborted } = ended.signal
const wanting = demandsOn({ minutes, drills, simulatedOpenFaults: simulated.openFaults, ended: aborted })
for (const text of wanting) console.log(`not enough, or wrong: ${text}`)
process.exitCode = left.length + wanting.length === 0 ? 0 : 1

async function hurtUntilDeadline(random: Random): Promise<void> {
  const lane = new RealDrills()
  try {
    for (let count = 1; goesOn() && !ended.signal.aborted; count++) {
      const reboots = count % 10 === 0
      const drill = reboots ? await lane.reboot(random) : await lane.hurt(random)
      drills.push(drill)
      left.push(...drill.left.map((text) => `drill ${drills.length}: ${text}`))
      console.log(describe(drills.length, drill, reboots))
      for (const text of drill.left) console.log(`  left: ${text}`)
    }
  } finally {
    lane.dispose()
  }
}

/** A busy machine gets up to twice the time for the drills that the long form asks for. */
function goesOn(): boolean {
  const now = performance.now()
  return now < deadline || (drills.length < drillsDemanded(minutes) && now < deadline + minutes * 60_000)
}

function describe(number: number, drill: HurtDrill, reboots: boolean): string {
  const what = reboots ? 'everything at once' : drill.victims.map((victim) => nameOf(victim, drill)).join(' and ')
  const instant = `${drill.delayMs} ms after the beginning of ${drill.phase}`
  const faults = `${drill.openFaults} fault(s) open`
  return `${number}: ${what} ${instant}, ${faults}, ended by ${drill.undoneBy ?? 'nobody'}, left ${drill.left.length}`
}

function nameOf(victim: HurtDrill['victims'][number], { killed }: HurtDrill): string {
  return killed.includes(victim) ? victim : `${victim} (not there)`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function tally(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, count]) => `${word} ${count}`).join(', ')
}
