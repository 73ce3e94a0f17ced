import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { Policy } from '../../src/environments/aws/iam/policy.ts'
import { ledgerHeader } from '../support/ledger-header.ts'
import { FaultLedger } from '../../src/ledger/fault-ledger.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CONFIG = ['--config', 'test/fixtures/docs/aws/blackstart.config.ts']

/** The command line itself: it asks AWS nothing in these. */
function blackstart(...args: string[]) {
  return blackstartWith(undefined, ...args)
}

/** @param account - what `BLACKSTART_AWS` holds */
function blackstartWith(
  account: string | undefined,
  ...args: string[]
): {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/blackstart.js', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, BLACKSTART_AWS: account },
  })
  return { code: status, stdout, stderr }
}

describe('the command line for AWS', () => {
  it('prints the policies of scenarios as they are written for the lab', () => {
    const { code, stdout, stderr } = blackstart('iam', 'database-failover', 'zone-loss', ...CONFIG)
    expect(code, stderr).to.equal(0)
    const { operator, fisRole } = JSON.parse(stdout) as {
      operator: Policy
      fisRole: { policy: Policy; trust: unknown }
    }
    expect(operator.Statement.map(({ Sid }) => Sid)).to.include.members(['FailOverClusters', 'StartExperiments'])
    expect(fisRole.policy.Statement.map(({ Sid }) => Sid)).to.include('StopAndStartInstances')
  })

  it('prints one document alone, as it is attached', () => {
    const trust = blackstart('iam', 'zone-loss', '--only', 'fis-trust', ...CONFIG)
    expect(trust.code, trust.stderr).to.equal(0)
    expect(trust.stdout).to.match(/^\{\s+"Version"[\s\S]*fis\.amazonaws\.com/)
    const none = blackstart('iam', 'database-failover', '--only', 'fis-role', ...CONFIG)
    expect([none.code, /ask nothing of FIS/.test(none.stderr)], none.stderr).to.deep.equal([64, true])
  })

  it('prints no policy for what AWS cannot do', () => {
    const { code, stdout, stderr } = blackstart('iam', 'database-freeze', ...CONFIG)
    expect([code, stdout]).to.deep.equal([64, ''])
    expect(stderr).to.match(/database\.freeze: RDS lets nobody/)
  })

  it('prints them for the account as which the lab shows itself, without a configuration', () => {
    const { code, stdout, stderr } = blackstart('iam', 'region-failover', '--env', 'aws-lab')
    expect(code, stderr).to.equal(0)
    const { operator } = JSON.parse(stdout) as { operator: Policy }
    const lag = operator.Statement.find(({ Sid }) => Sid === 'SeeHowFarReplicasAreBehind')
    expect(lag?.Action).to.deep.equal(['cloudwatch:GetMetricData'])
    expect(JSON.stringify(operator)).to.include('000000000000')
    expect(blackstart('iam', 'region-failover', '--env', 'lab').stderr).to.match(/--env lab: use aws or aws-lab/)
  })

  it('says all that is missing', () => {
    const { code, stderr } = blackstart('iam', 'database-failover', 'no-such-scenario')
    expect(code).to.equal(64)
    expect(stderr)
      .to.match(/no-such-scenario/)
      .and.to.match(/environments\.aws is not in/)
  })

  it('says why AWS cannot be asked for a crash, and puts nothing in its place', () => {
    const { code, stderr } = blackstart('plan', 'database-kill', '--env', 'aws', ...CONFIG)
    expect(code).to.equal(64)
    expect(stderr).to.match(/database\.kill: RDS lets nobody.*cannot pass on it.*environments\.aws\.sqlEnv/)
  })

  it('restores nothing without a drill', () => {
    const { code, stderr } = blackstart('aws', 'restore')
    expect(code).to.equal(64)
    expect(stderr).to.match(/BLACKSTART_AWS is not set/)
  })

  it('takes no account that no drill has named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
    FaultLedger.create(join(folder, 'ledger'), ledgerHeader('drill-1')).close()
    try {
      for (const [account, text] of [
        ['production', /it is no JSON/],
        ['{"drillId":"d"}', /recordFolder: /],
        // Whoever could write the list of accounts could drill any.
        [`{"drillId":"d","recordFolder":"${folder}","settings":{"accounts":["111122223333"]}}`, /"settings"/],
        [`{"drillId":"d","recordFolder":"${folder}-gone"}`, /says in which account it may act, and cannot be read/],
        [`{"drillId":"d","recordFolder":"${folder}"}`, /is of drill drill-1 in 'lab', not of d on AWS/],
        [`{"drillId":"drill-1","recordFolder":"${folder}"}`, /is of drill drill-1 in 'lab'/],
      ] as const) {
        const { code, stderr } = blackstartWith(account, 'aws', 'unshift')
        expect(code, stderr).to.equal(64)
        expect(stderr).to.match(text)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('takes a moment or a snapshot, and a duration for a shift', () => {
    expect(blackstartWith('{}', 'aws', 'restore', '2026-11-21T10:00:00Z', '--snapshot', 'latest').stderr).to.match(
      /a moment and --snapshot/,
    )
    expect(blackstartWith('{}', 'aws', 'shift', 'a', '--for', 'long').stderr).to.match(/--for long: write a duration/)
  })
})
