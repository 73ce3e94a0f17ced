import type { Scenario } from '../model/scenario.ts'
import type { Report } from '../report/schema.ts'
import { analyzeRecord, finishRecord } from './finish.ts'
import { type RecordFolder, writeJson } from './record.ts'

/** So long the code of a scenario may look at the result, in milliseconds. */
const VERIFY_MS = 60_000

/**
 * Writes the report of a record, and lets its scenario look at the result with code of its own. The code is the user's: it
 * may throw anything, never come back, or take this process along. So until it has ended the record says that it has not,
 * and no pass is on disk that it has not agreed to.
 *
 * @returns the report with what it found
 */
export async function finishVerified(folder: RecordFolder, verify: Scenario['verify']): Promise<Report> {
  if (verify === undefined) return await finishRecord(folder)
  const measured = await analyzeRecord(folder)
  writeJson(folder.verification, { passed: false, text: 'verify did not end' })
  await finishRecord(folder)
  writeJson(folder.verification, await ask(verify, measured))
  return await finishRecord(folder)
}

async function ask(verify: NonNullable<Scenario['verify']>, report: Report): Promise<Report['verification']> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`verify did not end within ${VERIFY_MS / 1_000} s`)), VERIFY_MS)
  })
  try {
    await Promise.race([(async () => verify(structuredClone(report)))(), timeout])
    return { passed: true, text: 'verify found nothing wrong' }
  } catch (error) {
    return { passed: false, text: error instanceof Error ? error.message : String(error) }
  } finally {
    clearTimeout(timer)
  }
}
