import { formatMs } from '../../../model/duration.ts'
import type { Caller } from '../ports/identity.ts'

/**
 * The credentials must outlive the longest drill and its undo: faults that nobody may undo any more are not begun.
 *
 * @param neededMs - the longest drill, its undo included
 * @returns what speaks against it
 */
export function credentialRefusals(
  { expiresAt, temporary, renewed = false, arn }: Caller,
  neededMs: number,
  now: Date,
): string[] {
  if (renewed) return []
  if (expiresAt === undefined) {
    return temporary
      ? [
          `the credentials of ${arn} bear a session token, and nothing tells when they end: set AWS_CREDENTIAL_EXPIRATION ` +
            'beside them (ISO 8601), or name a profile that tells',
        ]
      : []
  }
  const leftMs = expiresAt.getTime() - now.getTime()
  if (leftMs >= neededMs) return []
  const left = leftMs <= 0 ? 'have expired' : `end in ${formatMs(leftMs)}`
  return [
    `the credentials of ${arn} ${left}, and the longest drill with its undo takes ${formatMs(neededMs)}: sign in again, ` +
      'for longer where it is too short: the session of a permission set, or `duration_seconds` of a profile with a role, as far as ' +
      'the maximum session duration of the role goes (a role that is taken on by another role has one hour)',
  ]
}
