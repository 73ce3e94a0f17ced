import { AwsError } from '../call.ts'

/** The shortest duration of an action, and the longest [D]. */
const LEAST_MS = 60_000
const MOST_MS = 12 * 3_600_000

/**
 * Milliseconds of a duration as FIS takes it, for example `PT2M`. It is that of a fault and no lateness: it is not made
 * shorter.
 *
 * @throws AwsError
 */
export function durationMs(text: string): number {
  const found = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text)
  if (found === null) throw new AwsError('ValidationException', `'${text}' is no duration in ISO 8601, like PT5M`)
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0))
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000
  if (ms < LEAST_MS || ms > MOST_MS) {
    throw new AwsError('ValidationException', `the duration '${text}' is not between 1 minute and 12 hours`)
  }
  return ms
}
