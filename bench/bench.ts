import { parseArgs } from 'node:util'
import { runDrillBesideHog, runDrills } from './drills.ts'
import { describeEnvironment } from './environment.ts'
import { finalReadCost } from './final-read.ts'
import { judging } from './judging.ts'
import { recordSize } from './record-size.ts'
import { rtaWidth } from './rta-width.ts'
import { sendLag } from './send-lag.ts'

/** Prints what the instrument costs and how sharply it measures. Figures, not a test: it never fails on time. */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '3' } } })
const kills = Number(values.kills)
if (!Number.isSafeInteger(kills) || kills < 0) throw new TypeError(`--kills is '${values.kills}'; use a whole number`)

console.log(await describeEnvironment())
console.log(`\n${await judging()}`)
console.log(`\n${await finalReadCost()}`)
if (kills > 0) {
  const drills = await runDrills(kills)
  console.log(`\n${rtaWidth(drills)}`)
  console.log(`\n${sendLag(drills, await runDrillBesideHog())}`)
  const last = drills.at(-1)
  if (last !== undefined) console.log(`\n${recordSize(last)}`)
}
