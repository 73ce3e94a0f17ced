import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { runBlock } from '../../../src/runbook/execute/block.ts'
import { readRunbook } from '../../../src/runbook/execute/run-folder.ts'
import { listRunbooks } from '../../../src/runbook/lint/library.ts'

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
})
