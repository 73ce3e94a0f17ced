/**
 * Sends random and mutated files through the parser and the linter of runbooks: no crash, no hang, nothing executed.
 * Exit code 1 when one file does, with what it takes to see that file again.
 *
 *     npm run fuzz:runbooks                                 ten thousand files of a new seed
 *     npm run fuzz:runbooks -- --seed 7 --runs 500          the same files again
 *     npm run fuzz:runbooks -- --seed 7 --path 42:1:0       one file again, as the message of a failure says
 */
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'

/** A file that keeps the parser busy for so long hangs it, in milliseconds. */
const HANGS_MS = 30_000

const { values } = parseArgs({
  options: { seed: { type: 'string' }, runs: { type: 'string', default: '10000' }, path: { type: 'string' } },
})
const seed = Number(values.seed ?? Math.trunc(Math.random() * 2 ** 31))
const numRuns = Number(values.runs)
if (!Number.isInteger(seed) || !Number.isInteger(numRuns) || numRuns < 1) {
  process.stderr.write('--seed and --runs take a whole number\n')
  process.exit(64)
}

process.stdout.write(`seed ${seed}, ${numRuns} files\n`)
const startedAt = performance.now()
// What hangs cannot stop itself: it works in a thread that can be ended.
const files = new Int32Array(new SharedArrayBuffer(4))
const worker = new Worker(new URL('fuzz-runbooks/worker.ts', import.meta.url), {
  workerData: { files, parameters: { seed, numRuns, ...(values.path === undefined ? {} : { path: values.path }) } },
})
let seen = { files: 0, at: startedAt }
const watch = setInterval(() => {
  const now = Atomics.load(files, 0)
  if (now !== seen.files) seen = { files: now, at: performance.now() }
  else if (performance.now() - seen.at > HANGS_MS) end(1, `file ${now} hangs: --seed ${seed} --runs ${now}`)
}, 1_000)
worker.once('error', (error) => end(1, error instanceof Error ? error.message : String(error)))
worker.once('message', ({ understood, refused, asked }: { understood: number; refused: number; asked: number }) => {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  const counts = `${understood} are runbooks, ${refused} are refused, bash was asked about ${asked} fences`
  end(0, `${Atomics.load(files, 0)} files in ${seconds} s: ${counts}; no crash, no hang, nothing executed`)
})

function end(exitCode: 0 | 1, text: string): void {
  clearInterval(watch)
  process.stdout.write(`${text}\n`)
  process.exitCode = exitCode
  void worker.terminate()
}
