import { expect } from 'chai'
import type { Report } from '../../../src/report/schema.ts'
import { type DrillEnd, DrillSandbox, type RunningDrill, provideK6, reportIn } from '../../support/drill.ts'
import { PolicyUse, printedFor, receivedIn } from './printed-policies.ts'

/** Short phases, and the account of the lab as a team would configure it. */
export const CONFIG = 'test/fixtures/aws/blackstart.config.ts'

/** A drill through AWS's own clients. */
export interface AwsDrill {
  /** Of the library, or a file. */
  readonly scenario: string
  /** Settings of AWS, for example `via=fis`: they decide what the policies allow. */
  readonly set?: readonly string[]
  /** Settings of the lab behind it. */
  readonly lab?: readonly string[]
}

/** Drills of `aws-lab`, each of which is held against the policies that are printed for it. Made inside a `describe`. */
export class AwsSuite {
  readonly use = new PolicyUse()
  /** What the drills have injected. */
  readonly faultKinds = new Set<string>()
  #sandbox: DrillSandbox | undefined

  constructor() {
    before(async function () {
      this.timeout(900_000)
      await provideK6()
    })
    beforeEach(() => void (this.#sandbox = new DrillSandbox()))
    afterEach(() => this.#sandbox?.dispose())
  }

  /** Of the test that runs. */
  get sandbox(): DrillSandbox {
    if (this.#sandbox === undefined) throw new Error('no test is running')
    return this.#sandbox
  }

  start({ scenario, set = [], lab = [] }: AwsDrill): Promise<RunningDrill> {
    const settings = [...set, ...lab].flatMap((one) => ['--set', one])
    return this.sandbox.start(scenario, '--env', 'aws-lab', '--config', CONFIG, ...settings)
  }

  /** Runs a drill to its end: nothing is left, and it has called nothing that its printed policies do not allow. */
  async drill(drill: AwsDrill): Promise<DrillEnd & { readonly report: Report }> {
    const end = await (await this.start(drill)).ended
    expect(await this.sandbox.remains(), end.stderr).to.deep.equal([])
    await this.expectAllowed(drill)
    return { ...end, report: reportIn(this.sandbox.record()) }
  }

  /** Holds the calls of the newest record against what `blackstart iam` prints for its drill. */
  async expectAllowed({ scenario, set = [] }: AwsDrill): Promise<void> {
    const record = this.sandbox.record()
    for (const { kind } of reportIn(record).faults) this.faultKinds.add(kind)
    const calls = receivedIn(record)
    expect(calls).not.to.deep.equal([])
    const printed = await printedFor(this.sandbox, CONFIG, scenario, ...set)
    expect(this.use.hold(printed, calls).join('\n')).to.equal('')
  }
}
