import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ms, tableOf } from '../test/calibrate/table.ts'
import type { Judged } from './judging-process.ts'

const TASKS = [
  { task: 'count-writes', writes: 0, name: 'nothing: the process itself' },
  { task: 'count-writes', writes: 1e6, name: 'loss: 1 million writes, from memory' },
  { task: 'count-writes', writes: 1e7, name: 'loss: 10 million writes, from memory' },
  { task: 'judge', writes: 1e6, name: 'whole judgement: 1 million probes, from memory' },
  { task: 'judge', writes: 1e7, name: 'whole judgement: 10 million probes, from memory' },
  { task: 'load', writes: 1e6, name: 'loading 1 million operations from disk' },
] as const

/** How long judging takes and what it needs, each in a fresh process. */
export async function judging(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'blackstart-bench-'))
  try {
    const rows: string[][] = []
    // The first process compiles for the others: those who install the package have it compiled already.
    await measure('count-writes', 0, folder)
    for (const { task, writes, name } of TASKS) {
      const { ms: took, cpuMs, peakBytes, found } = await measure(task, writes, folder)
      rows.push([name, ms(took), ms(cpuMs), (peakBytes / 1024 ** 2).toFixed(0), found])
    }
    return tableOf([['judging', 'ms', 'CPU ms', 'MiB resident at most', 'found'], ...rows])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(task: string, writes: number, folder: string): Promise<Judged> {
  const file = fileURLToPath(new URL('judging-process.ts', import.meta.url))
  try {
    const args = ['-C', 'blackstart-source', file, task, String(writes), join(folder, 'history.ndjson')]
    const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') }
    const { stdout } = await promisify(execFile)(process.execPath, args, { env })
    return JSON.parse(stdout) as Judged
  } catch (error) {
    const [why = ''] = (error as { stderr?: string }).stderr?.match(/FATAL ERROR.*|\w*Error: .*/) ?? []
    return { ms: NaN, cpuMs: NaN, peakBytes: NaN, found: why || (error as Error).message }
  }
}
