import type { Scenario } from '../model/scenario.ts'
import type { Report } from '../report/schema.ts'
import { finishRecord } from './finish.ts'
import { type RecordFolder, writeJson } from './record.ts'

/** So long the code of a scenario may look at the result, in milliseconds. */
const VERIFY_MS = 60_000

/**
 * Lets a scenario look at the result with code of its own, puts what it found into the record, and reports again. The
 * code is the user's: it may throw anything, and may never come back.
 *
 * @returns the report with what it found; the same report where there is no such code
 */
export async function verified(report: Report, folder: RecordFolder, verify: Scenario['verify']): Promise<Report> {
  if (verify === undefined) return report
  writeJson(folder.verification, await ask(verify, report))
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
