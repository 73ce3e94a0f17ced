import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { runBlock } from '../../../src/runbook/execute/block.ts'
import { execute } from '../../../src/runbook/execute/execute.ts'
import { Mask } from '../../../src/runbook/execute/masking.ts'
import { drillOperator } from '../../../src/runbook/execute/operator.ts'
import { withBlackstart } from '../../../src/runbook/execute/path.ts'
import { readRunbook } from '../../../src/runbook/execute/run-folder.ts'
import { listRunbooks } from '../../../src/runbook/lint/library.ts'
import type { Part } from '../../../src/runbook/runbook.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

describe('the library of runbooks', function () {
  this.timeout(60_000)

  it('is clean by its own linter, and every scenario that needs hands has its runbook', () => {
    const lint = ['bin/blackstart.js', 'runbook', 'lint']
    const { status, stdout } = spawnSync(process.execPath, lint, { cwd: ROOT, encoding: 'utf8' })
    expect(status, stdout).to.equal(0)
    expect(stdout).to.match(/^\d+ runbooks?, no findings\n$/)
  })

  for (const file of listRunbooks(ROOT)) {
    it(`${file.slice(ROOT.length)}: its guard does not pass where blackstart is not installed`, async () => {
      const { runbook } = readRunbook(file)
      const stop = runbook.frontMatter.withoutFault
      if (stop === 'none') return
      const checks = runbook.steps[stop.step - 1]?.parts.filter((part) => part.kind === 'check') ?? []
      const guard = checks[stop.check - 1]
      if (guard === undefined) throw new Error('the guard is not there')
      const values = Object.fromEntries(runbook.inputs.map(({ name }) => [name, 'x']))
      const { exitCode } = await runBlock({
        text: guard.script.text,
        env: { PATH: '/usr/bin:/bin', ...values },
        cwd: ROOT,
        timeoutMs: 20_000,
        sets: [],
        signal: new AbortController().signal,
        onStart: () => {},
        onLine: () => {},
      })
      expect(exitCode).not.to.equal(0)
    })
  }

  describe('db-failover, with a primary that refuses connections', () => {
    let folder: string

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'blackstart-guard-'))
    })
    afterEach(() => rmSync(folder, { recursive: true }))

    /** Executes it with its guard alone as the first step. @returns how it ended, and what each look at the guard returned */
    async function guarded(path: string) {
      const { runbook } = readRunbook(join(ROOT, 'runbooks', 'db-failover.md'))
      const [first, ...others] = runbook.steps
      if (first === undefined) throw new Error('there is no step')
      const looks = new Set<number>()
      const { outcome } = await execute({
        runbook: { ...runbook, steps: [{ ...first, parts: first.parts.slice(0, 1).map(briefly) }, ...others] },
        mode: 'live',
        // Whoever gets as far as the first change stops there.
        operator: { ...drillOperator, beforeDo: async () => ({ act: 'abort' }) },
        env: { ...Object.fromEntries(runbook.inputs.map(({ name }) => [name, REFUSES])), PATH: path, HOME: folder },
        cwd: folder,
        mask: new Mask([]),
        signal: new AbortController().signal,
        onEvent: (event) => void (event.kind === 'try' && looks.add(event.exitCode)),
      })
      return { outcome, looks: [...looks] }
    }

    it('sees that it is lost by blackstart sql, and without it does not', async () => {
      const { PATH = '' } = withBlackstart({ PATH: '/usr/bin:/bin' }, PROGRAM, join(folder, 'bin'))
      expect(await guarded(PATH)).to.deep.equal({ outcome: 'aborted', looks: [0] })
      expect(await guarded('/usr/bin:/bin')).to.deep.equal({ outcome: 'failed', looks: [1] })
    })
  })
})

/** Nobody listens there. */
const REFUSES = 'postgres://x@127.0.0.1:1/x'
const PROGRAM = { command: process.execPath, args: [join(ROOT, 'bin', 'blackstart.js')] }

/** It need not stay true for long here: one more look is enough. */
function briefly(part: Part): Part {
  return part.kind === 'check' && part.holdsMs !== undefined ? { ...part, holdsMs: 1, everyMs: 1 } : part
}
