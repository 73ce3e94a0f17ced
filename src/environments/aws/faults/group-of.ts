import type { DatabaseGroup } from '../ports/databases.ts'
import type { Reach } from '../reach.ts'

/** The databases with an ARN, as they are now; undefined when they are not there any more. */
export async function groupOf(
  { ports }: Pick<Reach, 'ports'>,
  was: { readonly arn?: unknown },
): Promise<DatabaseGroup | undefined> {
  const groups = await (await ports.databases()).groups()
  return groups.find(({ arn }) => arn === was.arn)
}
