import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import { DrillSandbox } from '../support/drill.ts'
import { failuresOf } from '../support/mocha-suite.ts'

describe('a drill as a test that takes too long', function () {
  this.timeout(5 * 60_000)
  let sandbox: DrillSandbox

  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox.dispose())

  it('is red when it has been undone, and not before', async () => {
    await sandbox.untilFree()
    const options = { timeout: '12s', reports: sandbox.reports }
    const suite = `drill('database-kill', ${JSON.stringify(options)})`
    const [message, ...others] = failuresOf(suite, sandbox.folder, sandbox.environment)
    expect(others).to.deep.equal([])
    expect(message).to.match(/it took longer than 12 s and was interrupted/)
    const ledgers = sandbox.records().map((record) => join(record, 'ledger'))
    for (const ledger of ledgers.filter((path) => existsSync(path))) {
      expect(readLedger(ledger).closedBy, 'the ledger is closed').not.to.equal(undefined)
    }
    expect(await sandbox.remains()).to.deep.equal([])
  })
})
