import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from 'chai'
import type { Report } from '../../../src/report/schema.ts'
import { ROOT } from '../../support/drill.ts'
import type { AwsDrill, AwsSuite } from './suite.ts'

interface Row extends AwsDrill {
  /** Kinds of what the account told. */
  readonly events: readonly string[]
  /** What the fault's proof says. */
  readonly proof?: RegExp
  /** Others say how far a replica was behind, and the ledger agrees. */
  readonly witnessed?: true
  /** Nothing holds the acknowledgement back until a copy has it: within the objective something may be lost. */
  readonly mayLose?: true
}

const OURS = 'test/fixtures/aws/scenarios'

const THROTTLED = JSON.stringify({ throttle: { 'ec2:DescribeInstances': 2, 'cloudwatch:DescribeAlarms': 2 } })

/** The moment that can be restored follows soon. */
const SOON = 'aws-speed=200'

const ROWS: readonly Row[] = [
  { scenario: 'database-failover', events: ['switchover-requested', 'promoted'] },
  {
    scenario: 'database-failover',
    set: ['via=fis'],
    events: ['switchover-requested', 'experiment-action', 'promoted'],
  },
  { scenario: 'database-failover', lab: ['aws-database=instance'], events: ['failover-completed'] },
  // Reading that is throttled is asked again.
  { scenario: 'instance-terminate', lab: [`aws-conduct=${THROTTLED}`], events: ['instance-lost', 'instance-replaced'] },
  {
    scenario: 'instance-terminate',
    lab: ['aws-compute=ecs'],
    events: ['instance-lost', 'instance-replaced', 'service-event'],
    proof: /^blackstart-lab-service\/[0-9a-f]{8} is (DEPROVISIONING|STOPPED), as this drill asked$/,
  },
  { scenario: `${OURS}/instance-stop.ts`, events: ['experiment-action', 'instance-lost', 'instance-replaced'] },
  { scenario: 'zone-loss', events: ['experiment-action', 'promoted'] },
  { scenario: 'database-kill', events: ['clock'], proof: /restarted in place, nobody failed over|has taken over/ },
  {
    scenario: 'region-failover',
    events: ['experiment-action', 'answer-changed', 'promoted'],
    mayLose: true,
    witnessed: true,
  },
  { scenario: `${OURS}/dns-failover.ts`, events: ['answer-changed', 'promoted'] },
  { scenario: 'bad-deploy-by-hand', lab: [SOON], events: ['alarm', 'restorable'], mayLose: true },
  { scenario: 'restore-from-backup-by-hand', lab: [SOON], events: ['alarm'], mayLose: true },
  { scenario: 'zone-isolation-by-hand', events: ['alarm'] },
  { scenario: 'region-failover-by-hand', events: ['alarm', 'answer-changed', 'promoted'], mayLose: true },
]

/** No drill of these lasts longer, milliseconds. */
const A_DRILL_MS = 15 * 60_000

/** The scenarios that run in the lab, byte for byte, by calls of AWS's own clients. */
export function wholeDrills(suite: AwsSuite): void {
  for (const { events, mayLose, proof, witnessed, ...drill } of ROWS) {
    const { scenario, set = [], lab = [] } = drill
    it([basename(scenario, '.ts'), ...set, ...lab].join(' '), async () => {
      const { code, stderr, report } = await suite.drill(drill)
      expect(code, stderr).to.equal(0)
      expect([report.verdict, report.drill.backend, report.drill.environment]).to.deep.equal(['pass', 'lab', 'aws-lab'])
      expectMeasured(report, mayLose === true)
      expectAttributed(report, events)
      if (proof !== undefined) expect(report.faults[0]?.proof?.text).to.match(proof)
      if (witnessed === true) {
        const [lag] = report.witnesses ?? []
        expect(lag).to.deep.include({ source: 'cloudwatch:AuroraGlobalDBRPOLag', agrees: true })
      }
      const file = scenario.endsWith('.ts') ? scenario : `scenarios/${scenario}.ts`
      expect(report.drill.scenarioSha256).to.equal(sha256(join(ROOT, file)))
    })
  }
}

/** What the account told of the recovery: each kind at a time between the fault and the end of the drill. */
function expectAttributed({ events, measurements: { fault } }: Report, kinds: readonly string[]): void {
  const since = events.filter(({ at }) => (at.hi ?? Infinity) >= (fault.lo ?? Infinity) && (at.lo ?? 0) < A_DRILL_MS)
  expect(since.map(({ kind }) => kind)).to.include.members([...kinds])
  for (const { kind, at, text } of events.filter((event) => event.kind !== 'clock' && kinds.includes(event.kind))) {
    expect(at.hi ?? Infinity, `${kind}: ${text}`).to.be.at.least(0)
    expect((at.hi ?? Infinity) - (at.lo ?? -Infinity), `${kind}: ${text}`).to.be.within(0, 5_000)
  }
}

function expectMeasured(
  { measurements: { rtaMs, rpaSeconds, lossWindowSeconds, writes } }: Report,
  mayLose: boolean,
): void {
  for (const bound of [rtaMs.lo, rtaMs.hi]) expect(bound).to.be.a('number')
  // Where clients went on inside the cut, the time that they did so is the measure.
  expect(rpaSeconds.hi ?? lossWindowSeconds.hi).to.be.a('number')
  expect(rtaMs.hi).to.be.greaterThan(0)
  expect(writes.acknowledged).to.be.greaterThan(0)
  if (!mayLose) expect([writes.lost, rpaSeconds.lo]).to.deep.equal([0, 0])
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
