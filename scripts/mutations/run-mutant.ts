import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Mutation } from './mutation.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const HOOK = new URL('./hook.ts', import.meta.url).href

/** A mutant that hangs is as dead as one that fails, in milliseconds. */
const MUTANT_MS = 120_000

/** These test the whole of the judgement; whatever is broken may show here. */
const ALWAYS = ['judge', 'worked-example', 'independent-count', 'further'].map((name) => `test/measure/${name}.test.ts`)

/** What became of one mutant. */
export interface MutantResult {
  readonly mutation: Mutation
  /** Titles of the tests that turned red; empty: it survived. */
  readonly red: readonly string[]
  /** Why it could not be tried at all. */
  readonly problem?: string
}

/** Runs the tests of a mutated file with the formula broken. Never rejects. */
export async function runMutant(mutation: Mutation): Promise<MutantResult> {
  const { file, find, replace, tests = [mirrorOf(file)] } = mutation
  const path = join(ROOT, file)
  const found = readFileSync(path, 'utf8').split(find).length - 1
  if (found !== 1) return { mutation, red: [], problem: `the text to break occurs ${found} times, not once` }
  const args = [
    '-C',
    'blackstart-source',
    '--import',
    HOOK,
    'node_modules/mocha/bin/mocha.js',
    '--reporter',
    'json',
    ...new Set([...tests, ...ALWAYS]),
  ]
  const env = {
    ...process.env,
    BLACKSTART_MUTATION: JSON.stringify({ url: pathToFileURL(path).href, find, replace }),
  }
  return new Promise((resolve) => {
    const options = {
      cwd: ROOT,
      env,
      timeout: MUTANT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: 64 * 1_024 * 1_024,
    } as const
    execFile(process.execPath, args, options, (error, stdout) => {
      if (error?.killed === true) resolve({ mutation, red: ['(it never ends)'] })
      else resolve({ mutation, ...resultsIn(stdout) })
    })
  })
}

export function mirrorOf(file: string): string {
  return file.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts')
}

function resultsIn(stdout: string): Pick<MutantResult, 'red' | 'problem'> {
  try {
    const json = stdout.slice(stdout.indexOf('{'))
    const { failures, stats } = JSON.parse(json) as {
      failures: readonly { fullTitle: string }[]
      stats: { tests: number }
    }
    if (stats.tests === 0) return { red: [], problem: 'there are no tests' }
    return { red: failures.map(({ fullTitle }) => fullTitle) }
  } catch {
    // A mutant that cannot even be loaded proves nothing about the tests.
    return { red: [], problem: `the tests could not be run: ${stdout.slice(0, 200)}` }
  }
}
