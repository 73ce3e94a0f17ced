import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import { DrillSandbox } from '../support/drill.ts'
import { failuresOf } from '../support/mocha-suite.ts'

/** How long others at this machine who drill too are waited for, in milliseconds. */
const FREE_WITHIN_MS = 5 * 60_000

describe('a drill as a test that takes too long', function () {
  this.timeout(2 * FREE_WITHIN_MS)
  let sandbox: DrillSandbox

  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox.dispose())

  /** Again, where somebody else at this machine drilled at that moment. */
  async function whenFree(run: () => string[]): Promise<string[]> {
    const deadline = performance.now() + FREE_WITHIN_MS
    for (;;) {
      await sandbox.untilFree()
      const messages = run()
      if (!messages.some((text) => text.includes('is running (pid')) || performance.now() > deadline) return messages
    }
  }

  it('is red when it has been undone, and not before', async () => {
    const options = { timeout: '12s', reports: sandbox.reports }
    const suite = `drill('database-kill', ${JSON.stringify(options)})`
    const [message, ...others] = await whenFree(() => failuresOf(suite, sandbox.folder, sandbox.environment))
    expect(others).to.deep.equal([])
    expect(message).to.match(/it took longer than 12 s and was interrupted/)
    const ledgers = sandbox.records().map((record) => join(record, 'ledger'))
    for (const ledger of ledgers.filter((path) => existsSync(path))) {
      expect(readLedger(ledger).closedBy, 'the ledger is closed').not.to.equal(undefined)
    }
    expect(await sandbox.remains()).to.deep.equal([])
  })
})
