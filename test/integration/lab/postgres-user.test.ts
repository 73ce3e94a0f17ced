import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { NOBODY } from '../../../src/environments/lab/postgres/privilege.ts'
import { closedParent } from '../../../src/environments/lab/postgres/readable-copy.ts'

const repository = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const mocha = join(repository, 'node_modules/mocha/bin/mocha.js')

describe('PostgreSQL in the lab, for an ordinary user', function () {
  this.timeout(90_000)

  it('does all that it does for root', async function () {
    const closed = await closedParent(repository)
    // An ordinary user runs the other tests as one already; and nobody cannot run what it cannot read.
    if (process.getuid?.() !== 0 || closed !== undefined) return this.skip()
    const files = ['postgres.test.ts', 'postgres-sweep.test.ts'].map((name) => join('test/integration/lab', name))
    const args = ['-C', 'blackstart-source', mocha, '--no-config', '--reporter', 'json', ...files]
    const { stdout } = await promisify(execFile)(process.execPath, args, { ...NOBODY, cwd: repository })
    const { stats } = JSON.parse(stdout) as { stats: { passes: number; failures: number; pending: number } }
    expect(stats).to.include({ failures: 0, pending: 0 })
    expect(stats.passes).to.be.greaterThan(5)
    return undefined
  })
})
