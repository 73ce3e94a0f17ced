import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Policy } from '../../../src/environments/aws/iam/policy.ts'
import type { CallRecord } from '../../../src/environments/lab/aws/call-log.ts'
import { answersTo, refusedOf } from '../../support/aws/iam.ts'
import type { DrillSandbox } from '../../support/drill.ts'

/** What `blackstart iam` prints. */
export interface PrintedPolicies {
  readonly operator: Policy
  /** Undefined where FIS is not asked. */
  readonly fisRole?: { readonly policy: Policy }
}

/** Lets the command print the policies of a scenario for the account of the lab. @param set - settings, for example `via=fis` */
export async function printedFor(
  sandbox: DrillSandbox,
  config: string,
  scenario: string,
  ...set: readonly string[]
): Promise<PrintedPolicies> {
  const settings = set.flatMap((one) => ['--set', one])
  const { code, stdout, stderr } = await sandbox.command('iam', scenario, '--config', config, ...settings)
  expect(code, stderr).to.equal(0)
  return JSON.parse(stdout) as PrintedPolicies
}

/** Every call that arrived at the endpoints, and what the local FIS did with its role, from a drill's record. */
export function receivedIn(record: string): readonly CallRecord[] {
  const file = join(record, 'environment', 'aws-received.ndjson')
  if (!existsSync(file)) return []
  // Whoever is killed may leave half a line.
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as CallRecord)
}

/** Which actions of the printed policies the calls of drills have used, over all drills of a suite. */
export class PolicyUse {
  readonly #printed = new Set<string>()
  readonly #used = new Set<string>()

  /** @returns the calls that the policies do not allow, each once */
  hold({ operator, fisRole }: PrintedPolicies, calls: readonly CallRecord[]): readonly string[] {
    const policies = { operator, fis: fisRole?.policy ?? { ...operator, Statement: [] } }
    for (const [who, { Statement }] of Object.entries(policies)) {
      for (const { Sid, Action } of Statement) for (const action of Action) this.#printed.add(`${who} ${Sid} ${action}`)
    }
    const refused = new Set<string>()
    for (const call of calls) {
      const policy = policies[call.principal]
      expect(call.asks, `${call.action} was asked of nobody`).not.to.deep.equal([])
      for (const one of refusedOf(policy, call)) refused.add(one)
      for (const { ask, by } of answersTo(policy, call)) {
        for (const { Sid } of by) this.#used.add(`${call.principal} ${Sid} ${ask.action}`)
      }
    }
    return [...refused]
  }

  /** `who Sid action` of what was printed, and used by no drill. */
  get unused(): readonly string[] {
    return [...this.#printed].filter((one) => !this.#used.has(one)).toSorted()
  }
}
