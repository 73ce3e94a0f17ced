import { createWriteStream, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { scrub } from '../system/secrets.ts'
import { consoleLines } from './console.ts'
import { requestsIn } from './points.ts'
import type { K6RunFiles } from './run-files.ts'

/**
 * Makes the files of a run that has ended fit for a record: of k6's points (some ten a request) only the requests are
 * kept, and what k6 and the script have said loses its secrets.
 *
 * @param secrets - names of the variables that the script was given
 */
export async function tidyRun(files: K6RunFiles, secrets: readonly string[]): Promise<void> {
  if (existsSync(files.points)) {
    const requests = Readable.from(linesOf(requestsIn(consoleLines(files.points))))
    await pipeline(requests, createWriteStream(`${files.requests}.part`))
    renameSync(`${files.requests}.part`, files.requests)
    rmSync(files.points)
  }
  for (const file of [files.log, files.output, ...(secrets.length > 0 ? [files.console] : [])]) {
    if (!existsSync(file)) continue
    const text = readFileSync(file, 'utf8')
    const clean = scrub(text, secrets)
    if (clean !== text) writeFileSync(file, clean)
  }
}

async function* linesOf(values: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`
}
