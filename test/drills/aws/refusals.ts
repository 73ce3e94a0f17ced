import { expect } from 'chai'
import type { AwsSuite } from './suite.ts'

interface Refusal {
  readonly what: string
  /** What the endpoints do from the start; undefined: nothing wrong. */
  readonly conduct?: object
  readonly set?: readonly string[]
  /** @default database-failover */
  readonly scenario?: string
  readonly exit: number
  readonly words: RegExp
}

const GUARD = 'blackstart-lab-guard'
const ABANDONED = /RDS did not do it: .*[Aa]bandon/
const PAST = '2020-01-01T00:00:00Z'

/** A guard speaks before anything is done. */
const REFUSED: readonly Refusal[] = [
  {
    what: 'a wrong account',
    conduct: { account: '999999999999' },
    exit: 3,
    words: /in account 999999999999, and only 000000000000 may be drilled/,
  },
  {
    what: 'a safety lever that is engaged',
    conduct: { safetyLever: 'engaged' },
    exit: 3,
    words: /the safety lever of the account is engaged: no experiment may run in it/,
  },
  {
    what: 'an alarm in ALARM',
    conduct: { alarm: { [GUARD]: 'ALARM' } },
    exit: 3,
    words: /the alarm 'blackstart-lab-guard' is in ALARM, and only OK lets a drill start/,
  },
  {
    what: 'a permission that is missing for a question',
    conduct: { deny: ['cloudwatch:DescribeAlarms'] },
    exit: 3,
    words: /the alarms could not be asked.*permission is missing: `blackstart iam` prints the policy/,
  },
  {
    what: 'credentials that have expired',
    conduct: { credentialsExpireAt: PAST },
    exit: 3,
    words: /AWS does not say who we are: .*the credentials have expired: sign in again/,
  },
  {
    what: 'an endpoint that is not on this machine',
    set: ['endpoint=http://192.0.2.1:4566'],
    exit: 64,
    words: /endpoint: 'aws-lab' has no such setting: it speaks to its own lab's endpoints, on this machine/,
  },
]

/** The drill begins, and what was asked for does not happen: nothing may be concluded, and nothing was done. */
const INCONCLUSIVE: readonly Refusal[] = [
  {
    what: 'a tag that matches nothing',
    conduct: { untagged: true },
    exit: 2,
    words: /database\.failover found nothing/,
  },
  {
    what: 'a permission that is missing for the fault itself',
    conduct: { deny: ['rds:FailoverDBCluster'] },
    exit: 2,
    words: /not authorized to perform: rds:FailoverDBCluster/,
  },
  {
    what: 'a fault that is throttled: it is not asked for again',
    conduct: { throttle: { 'rds:FailoverDBCluster': 1 } },
    exit: 2,
    words: /Rate exceeded/,
  },
  {
    what: 'a failover that RDS abandons',
    conduct: { abandonFailover: true },
    exit: 2,
    words: ABANDONED,
  },
  {
    what: 'a failover that RDS abandons though FIS says that it is done',
    conduct: { abandonFailover: true },
    set: ['via=fis'],
    exit: 2,
    words: ABANDONED,
  },
  {
    what: 'a lost zone whose failover RDS abandons',
    scenario: 'zone-loss',
    conduct: { abandonFailover: true },
    exit: 2,
    words: ABANDONED,
  },
  {
    what: 'a failover of which nothing comes',
    conduct: { dropEffects: true },
    set: ['via=fis'],
    exit: 2,
    words: /shows nothing of a failover/,
  },
  {
    what: 'a lost zone that nothing is done to',
    scenario: 'zone-loss',
    conduct: { dropEffects: true },
    exit: 2,
    words: /i-\w+ is running, .*subnet-\w+ has no network ACL of FIS/,
  },
  {
    what: 'a zone that is not cut off',
    scenario: 'zone-isolation',
    conduct: { dropEffects: true },
    exit: 2,
    words: /subnet-\w+ has no network ACL of FIS/,
  },
]

/** What goes wrong on AWS, as whoever types the command sees it. */
export function refusals(suite: AwsSuite): void {
  const drilled = ({
    conduct,
    set = [],
    scenario = 'database-failover',
  }: Omit<Refusal, 'what' | 'exit' | 'words'>) => ({
    scenario,
    set,
    lab: conduct === undefined ? [] : [`aws-conduct=${JSON.stringify(conduct)}`],
  })

  for (const refusal of REFUSED) {
    it(`${refusal.what}: exit code ${refusal.exit}, said in words, and nothing is left`, async () => {
      const { code, stderr } = await (await suite.start(drilled(refusal))).ended
      expect([code, await suite.sandbox.remains()], stderr).to.deep.equal([refusal.exit, []])
      expect(stderr).to.match(refusal.words)
    })
  }

  it('an experiment that never leaves stopping, in a lab that is discarded with it: no undo, and so no pass', async () => {
    const conduct = { stoppingHangs: true }
    const { code, stderr, report } = await suite.drill(
      drilled({ scenario: 'zone-isolation', conduct, set: ['undo=1s'] }),
    )
    expect(code, stderr).to.equal(2)
    expect(report.reasons.map((reason) => reason.code)).to.include('undo-unverified')
    expect(
      report.faults.map(({ undo }) => [undo?.undone, /EXP\w+ is stopping; .* was discarded/.test(undo?.text ?? '')]),
    ).to.deep.equal([[false, true]])
  })

  for (const refusal of INCONCLUSIVE) {
    it(`${refusal.what}: exit code ${refusal.exit}, said in words, and nothing is left`, async () => {
      const { code, stderr, report } = await suite.drill(drilled(refusal))
      expect(code, stderr).to.equal(refusal.exit)
      expect(report.verdict).to.equal('inconclusive')
      expect(report.reasons.map(({ text }) => text).join('\n')).to.match(refusal.words)
      expect(report.faults.filter(({ undo }) => undo?.undone !== true)).to.deep.equal([])
    })
  }
}
