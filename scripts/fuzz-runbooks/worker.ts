import { parentPort, workerData } from 'node:worker_threads'
import { fuzzRunbooks } from '../../test/runbook/parse/fuzz-property.ts'

interface Work {
  /** How many files were begun, for whoever watches. */
  readonly files: Int32Array
  readonly parameters: Parameters<typeof fuzzRunbooks>[0]
}

const { files, parameters } = workerData as Work
parentPort?.postMessage(fuzzRunbooks(parameters, () => Atomics.add(files, 0, 1)))
