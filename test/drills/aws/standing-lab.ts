import { expect } from 'chai'
import type { CallRecord } from '../../../src/environments/lab/aws/call-log.ts'
import type { DrillSandbox } from '../../support/drill.ts'

/** A lab that stays up without a drill, and the account that it shows itself as. */
export class StandingLab {
  readonly #sandbox: DrillSandbox
  readonly #status: string

  private constructor(sandbox: DrillSandbox, status: string) {
    this.#sandbox = sandbox
    this.#status = status
  }

  static async up(sandbox: DrillSandbox, ...set: readonly string[]): Promise<StandingLab> {
    const { code, stderr } = await sandbox.command('lab', 'up', '--aws', ...set.flatMap((one) => ['--set', one]))
    expect(code, stderr).to.equal(0)
    return new StandingLab(sandbox, (await sandbox.command('lab', 'status')).stdout)
  }

  async down(): Promise<void> {
    await this.#sandbox.command('lab', 'down')
  }

  /** What stands for a name in `lab status`, for example `Customers` or `db-a`. */
  address(name: string): string {
    const found = new RegExp(`^${name} +(\\S+)`, 'm').exec(this.#status)?.[1]
    if (found === undefined) throw new Error(`there is no ${name} in\n${this.#status}`)
    return found
  }

  get endpoint(): string {
    return this.address('AWS')
  }

  /** With `{}` the endpoints behave again. */
  async misbehave(how: object): Promise<void> {
    const body = JSON.stringify(how)
    const { status } = await fetch(`${this.endpoint}/_blackstart/misbehaviour`, { method: 'PUT', body })
    expect(status).to.equal(200)
  }

  /** What was called until now was no part of a drill. */
  async forgetCalls(): Promise<void> {
    await fetch(`${this.endpoint}/_blackstart/calls`, { method: 'DELETE' })
  }

  async calls(): Promise<readonly CallRecord[]> {
    const answer = await fetch(`${this.endpoint}/_blackstart/calls`)
    return ((await answer.json()) as { readonly calls: readonly CallRecord[] }).calls
  }
}
