import { parseArgs } from 'node:util'
import { ms, quantile, tableOf } from '../test/calibrate/table.ts'
import { type BenchedDrill, runDrills, SCENARIO } from './drills.ts'
import { describeEnvironment } from './environment.ts'

/** Prints what the same drill costs in the lab and in containers. Figures, not a test: it never fails on time. */
const { values } = parseArgs({ options: { drills: { type: 'string', default: '3' } } })
const drills = Number(values.drills)
if (!Number.isSafeInteger(drills) || drills < 1)
  throw new TypeError(`--drills is '${values.drills}'; use a whole number`)

const median = (done: readonly BenchedDrill[], of: (drill: BenchedDrill) => number | null): string =>
  ms(
    quantile(
      done.map((drill) => of(drill) ?? NaN),
      0.5,
    ),
  )

function row(environment: string, done: readonly BenchedDrill[]): string[] {
  return [
    environment,
    median(done, ({ startMs }) => startMs),
    median(done, ({ wholeMs }) => wholeMs),
    median(done, ({ report }) => report.measurements.rtaMs.lo),
    median(done, ({ report }) => report.measurements.rtaMs.hi),
    done.map(({ report }) => report.verdict).join(', '),
  ]
}

console.log(await describeEnvironment())
const heading = [`${SCENARIO}, median of ${drills}, ms`, 'start', 'whole drill', 'RTA from', 'RTA to', 'verdicts']
const rows: string[][] = []
for (const environment of ['lab', 'containers']) rows.push(row(environment, await runDrills(drills, environment)))
console.log(`\n${tableOf([heading, ...rows])}`)
