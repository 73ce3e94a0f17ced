import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { RecordedCall } from '../../src/environments/aws/clients/calls.ts'
import { operatorPolicy } from '../../src/environments/aws/iam/operator.ts'
import { AWS_PARTS } from '../../src/environments/aws/parts.ts'
import { LOCAL_ACCOUNT, localSettings } from '../../src/environments/aws-lab/local-account.ts'
import type { Report } from '../../src/report/schema.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { DrillSandbox, ROOT, provideK6, reportIn } from '../support/drill.ts'

const QUICK = ['--env', 'aws-lab', '--config', 'test/fixtures/quick/blackstart.config.ts']
const OPTIONS = { everyMs: 20, timeoutMs: 1_000, pollMs: 100 } as const

/** Scenarios of the library, unchanged, with what the account told of them. */
const ROWS = [
  { scenario: 'database-failover', via: 'rds', events: ['switchover-requested', 'promoted'] },
  { scenario: 'database-failover', via: 'fis', events: ['switchover-requested', 'promoted'] },
  { scenario: 'instance-terminate', via: 'rds', events: ['instance-lost', 'instance-replaced'] },
  { scenario: 'zone-loss', via: 'rds', events: ['promoted'] },
  { scenario: 'region-failover', via: 'rds', events: [] },
] as const

describe("drills through AWS's own clients, with the lab behind them", function () {
  this.timeout(300_000)
  let sandbox: DrillSandbox

  before(async function () {
    this.timeout(900_000)
    await provideK6()
  })
  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox.dispose())

  for (const { scenario, via, events } of ROWS) {
    it(`${scenario}, via ${via}: measured, attributed, stamped, and allowed by the printed policy`, async () => {
      const { code, stderr } = await sandbox.drill(scenario, ...QUICK, '--set', `via=${via}`)
      expect(code, stderr).to.equal(0)
      expect(await sandbox.remains()).to.deep.equal([])
      const report = reportIn(sandbox.record())
      expect([report.verdict, report.drill.backend, report.drill.environment]).to.deep.equal(['pass', 'lab', 'aws-lab'])
      expect(report.measurements.rtaMs).to.have.property('hi').that.is.greaterThan(0)
      expect(report.measurements.writes.attempted).to.be.greaterThan(0)
      expect(kindsOf(report)).to.include.members([...events])

      const file = join(ROOT, 'scenarios', `${scenario}.ts`)
      expect(report.drill.scenarioSha256).to.equal(createHash('sha256').update(readFileSync(file)).digest('hex'))
      await expectAllowed(file, via)
    })
  }

  it('a harness that is killed while a zone is cut off: the watchdog stops the experiment, and nothing is left', async () => {
    const drill = await sandbox.start('zone-isolation', ...QUICK)
    await drill.phase('recover')
    drill.signal('SIGKILL')
    expect((await drill.ended).signal).to.equal('SIGKILL')
    expect(await sandbox.remains()).to.deep.equal([])
    const report = reportIn(sandbox.record())
    expect(report.reasons.map(({ code }) => code)).to.include('killed')
    expect(report.faults.map(({ kind, undo }) => [kind, undo?.undone])).to.deep.equal([['zone.isolate', true]])
  })

  function kindsOf({ events }: Report): string[] {
    return events.map(({ kind }) => kind)
  }

  /** Every call of the drill is an action of the policy that is printed for it. */
  async function expectAllowed(file: string, via: 'rds' | 'fis'): Promise<void> {
    const { scenario } = await loadScenario(file)
    const settings = localSettings(AWS_PARTS, LOCAL_ACCOUNT, { ...OPTIONS, via })
    const { Statement } = operatorPolicy(scenario.faults, via, settings)
    const allowed = new Set(Statement.flatMap(({ Action }) => Action))
    const lines = readFileSync(join(sandbox.record(), 'environment', 'aws-calls.ndjson'), 'utf8')
      .trim()
      .split('\n')
    const called = new Set(lines.map((line) => JSON.parse(line) as RecordedCall).map(actionOf))
    expect([...called].filter((action) => !allowed.has(action))).to.deep.equal([])
    expect(called.size).to.be.greaterThan(5)
  }
})

/** S3 asks for other actions than its operations are called. */
function actionOf({ service, operation }: RecordedCall): string {
  return service === 's3' && operation.startsWith('ListObjects') ? 's3:ListBucket' : `${service}:${operation}`
}
