import type { Context } from 'mocha'
import { describeK6 } from '../../../src/load/resolve.ts'

/** The k6 of this machine; skips the test, saying why, where there is none. Tests never build one. */
export async function k6OrSkip(test: Context): Promise<string> {
  const found = await describeK6()
  if ('path' in found) return found.path
  console.log(`      skipped, no k6 here: ${found.missing.join('; ')}`)
  return test.skip()
}
