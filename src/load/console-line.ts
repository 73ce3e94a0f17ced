/**
 * The lines that a load script writes to k6's console; `scenarios/load/blackstart-k6.ts` writes them for it.
 *
 * ```
 * {"k":"i","n":7,"t":1700000000000}                               intent: about to send write 7 at t
 * {"k":"o","n":7,"t":1700000000000,"d":12,"s":201,"e":0,"b":"a"}  outcome after d ms: status, k6's error code, served by
 * {"k":"x","n":7,"t":1700000000000,"d":1,"m":"..."}               the script itself threw; what was sent is not known
 * ```
 * t is `Date.now()` before sending, d whole milliseconds until the outcome.
 */
export type ConsoleLine = IntentLine | OutcomeLine | ExceptionLine

interface IntentLine {
  readonly k: 'i'
  readonly n: number
  readonly t: number
}

interface OutcomeLine extends Omit<IntentLine, 'k'> {
  readonly k: 'o'
  readonly d: number
  readonly s: number
  readonly e: number
  readonly b: string
}

interface ExceptionLine extends Omit<IntentLine, 'k'> {
  readonly k: 'x'
  readonly d: number
  readonly m: string
}

/** Reads one line; undefined for what is not ours: a script's own messages, or a last line that was torn. */
export function parseConsoleLine(text: string): ConsoleLine | undefined {
  let line: Partial<Record<string, unknown>>
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    line = value
  } catch {
    return undefined
  }
  const { k, n, t, d, s, e, b, m } = line
  if (!isCount(n) || typeof t !== 'number') return undefined
  if (k === 'i') return { k, n, t }
  if (typeof d !== 'number') return undefined
  if (k === 'x') return { k, n, t, d, m: String(m) }
  if (k !== 'o' || typeof s !== 'number' || typeof e !== 'number') return undefined
  return { k, n, t, d, s, e, b: typeof b === 'string' ? b : '' }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
