import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Parameters, assert, property } from 'fast-check'
import { Findings } from '../../../src/runbook/finding.ts'
import { checkSyntax } from '../../../src/runbook/lint/bash.ts'
import { lintText } from '../../../src/runbook/lint/lint.ts'
import { parseRunbook } from '../../../src/runbook/parse/parse.ts'
import { runbookLike } from './mutations.ts'

/** Fences that bash and shellcheck are asked about on the way: a process each, so of most files they are not asked. */
const ASKED = 20
/** A file of a few thousand characters that takes longer is a hang in the making, in milliseconds. */
const SLOWEST_MS = 5_000

/** What a run through random files came by. */
export interface FuzzCount {
  /** Files that are runbooks. */
  readonly understood: number
  readonly refused: number
  /** Fences that bash was asked about. */
  readonly asked: number
}

/**
 * Sends random and mutated files through parser and linter: none may crash, hang or execute anything, and every finding
 * stands in the file. The same seed gives the same files.
 *
 * @param onFile - told of every file, for whoever watches over a hang
 * @throws fast-check's error, which holds the shortest file that fails, its seed and the path to it
 */
export function fuzzRunbooks(
  parameters: Pick<Parameters<[string]>, 'numRuns' | 'seed' | 'path'>,
  onFile: () => void = () => {},
): FuzzCount {
  const good = readFileSync(new URL('../../fixtures/runbooks/project/runbooks/good.md', import.meta.url), 'utf8')
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-fuzz-'))
  // Whatever were executed would make this file: it stands in every way of writing that a shell would run.
  const sentinel = join(folder, 'executed')
  process.env['SENTINEL'] = sentinel
  let [understood, refused, asked] = [0, 0, 0]
  try {
    assert(
      property(runbookLike(good), (source) => {
        onFile()
        const startedAt = performance.now()
        const { written, runbook, findings } = parseRunbook(source)
        const all = [...findings, ...lintText(written)]
        expect(performance.now() - startedAt).to.be.below(SLOWEST_MS)
        const lines = source.split(/\r\n?|\n/).length
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
        expect(existsSync(sentinel)).to.equal(false)
      }),
      parameters,
    )
    return { understood, refused, asked: Math.min(asked, ASKED) }
  } finally {
    delete process.env['SENTINEL']
    rmSync(folder, { recursive: true })
  }
}
