// CommonJS, because mocha loads a reporter with require.
const { appendFileSync } = require('node:fs')
const { Spec } = require('mocha').reporters

/** The spec reporter; it also adds `passed failed skipped` to the file that BLACKSTART_TEST_COUNTS names, for a sum over several runs. */
module.exports = class CountingReporter extends Spec {
  constructor(runner, options) {
    super(runner, options)
    const file = process.env.BLACKSTART_TEST_COUNTS
    if (file === undefined) return
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats
      appendFileSync(file, `${passes} ${failures} ${pending}\n`)
    })
  }
}
