import { appendFileSync } from 'node:fs'
import Mocha from 'mocha'

/** The spec reporter; it also adds `passed failed skipped` to the file that BLACKSTART_TEST_COUNTS names, for a sum over several runs. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options)
    const file = process.env['BLACKSTART_TEST_COUNTS']
    if (file === undefined) return
    runner.once('end', () => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {}
      appendFileSync(file, `${passes} ${failures} ${pending}\n`)
    })
  }
}
