import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { failuresOf } from '../support/mocha-suite.ts'

describe('the mocha adapter', function () {
  this.timeout(120_000)
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-mocha-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('ends a drill that takes too long by itself, and says so: a timeout of mocha would leave it running', () => {
    const [message, ...others] = failuresOf("drill('database-kill', { timeout: '1ms' })", folder)
    expect(others).to.deep.equal([])
    expect(message).to.match(/it took longer than 1 ms and was interrupted/)
  })

  it('is red for a drill that cannot be run, with everything that was found', () => {
    const [message] = failuresOf("drill('none-of-this-name')", folder)
    expect(message).to.match(/the drill 'none-of-this-name' gave no result \(exit code 64\)[\s\S]*there is a finding/)
  })
})
