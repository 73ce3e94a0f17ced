import type { IntendedInjection } from '../../../model/fault.ts'
import type { DatabaseGroup } from '../ports/databases.ts'
import type { Reach } from '../reach.ts'

/** The databases that a target names, as they are now; undefined when they are not there any more. */
export async function groupOf({ ports }: Reach, { identity }: IntendedInjection): Promise<DatabaseGroup | undefined> {
  const groups = await (await ports.databases()).groups()
  return groups.find(({ arn }) => arn === identity['arn'])
}
