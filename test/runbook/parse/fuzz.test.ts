import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { assert, property } from 'fast-check'
import { checkSyntax } from '../../../src/runbook/lint/bash.ts'
import { Findings } from '../../../src/runbook/finding.ts'
import { lintText } from '../../../src/runbook/lint/lint.ts'
import { parseRunbook } from '../../../src/runbook/parse/parse.ts'
import { runbookLike } from './mutations.ts'

/** `BLACKSTART_FUZZ_RUNS=10000 mocha test/runbook/parse/fuzz.test.ts` runs them all. */
const RUNS = Number(process.env['BLACKSTART_FUZZ_RUNS'] ?? 1_500)
const SEED = 7
/** Fences that bash is asked about on the way. */
const ASKED = 20

describe('parseRunbook on any text', function () {
  this.timeout(RUNS * 100)
  const good = readFileSync(new URL('../../fixtures/runbooks/project/runbooks/good.md', import.meta.url), 'utf8')

  it(`takes ${RUNS} random and mutated files without a crash, and executes nothing`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-fuzz-'))
    const sentinel = join(folder, 'executed')
    process.env['SENTINEL'] = sentinel
    let understood = 0
    let refused = 0
    let asked = 0
    try {
      assert(
        property(runbookLike(good), (source) => {
          const { written, runbook, findings } = parseRunbook(source)
          const all = [...findings, ...lintText(written)]
          const lines = source.split(/\r?\n/).length
          for (const { line, column, message, remedy } of all) {
            expect(line).to.be.within(1, lines)
            expect(column).to.be.at.least(1)
            expect(message).not.to.equal('')
            expect(remedy).not.to.equal('')
          }
          // Closed grammar: a file is a runbook, or something is wrong with it.
          if (runbook === undefined) expect(findings.some(({ severity }) => severity === 'error')).to.equal(true)
          if (runbook === undefined) refused += 1
          else understood += 1
          const script = written.steps.flatMap(({ parts }) => parts).find((part) => part.script !== undefined)?.script
          if (script?.text.includes('SENTINEL') === true && asked++ < ASKED) checkSyntax(script, new Findings())
        }),
        { seed: SEED, numRuns: RUNS },
      )
      expect(existsSync(sentinel)).to.equal(false)
      // The generator reaches both sides of the grammar, or it proves little.
      expect(understood).to.be.above(RUNS / 100)
      expect(refused).to.be.above(RUNS / 10)
      expect(asked).to.be.above(0)
    } finally {
      delete process.env['SENTINEL']
      rmSync(folder, { recursive: true })
    }
  })

  it('takes deep nesting', () => {
    for (const piece of ['> ', '- ', '*a ', '[', '(', '`']) {
      expect(parseRunbook(piece.repeat(3_000)).findings).not.to.be.empty
    }
  })
})
