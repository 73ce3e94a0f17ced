import { RefusedError } from '../environment.ts'
import { AWS_VARIABLE, type HandledDrill } from './handled-account.ts'
import { bears } from './ports/tags.ts'
import type { Reach } from './reach.ts'
import { restoredId } from './restore/copy.ts'
import { sourceOf } from './restore/restore.ts'
import { readEstate } from './topology.ts'

/** Whether there is a load balancer that can be shifted is asked when somebody shifts it: not every drill may look. */
const SHIFTING = {
  SHIFT_FROM: 'blackstart aws shift',
  UNSHIFT: 'blackstart aws unshift',
  SHIFTED: 'blackstart aws shifted',
} as const

/**
 * Values for the inputs of the library's runbooks, as commands that are made for one drill. Where it is not one database
 * that can be restored, there are none for that.
 */
export async function handsOf(
  reach: Reach,
  { drillId, recordFolder }: Omit<HandledDrill, 'endpoint'>,
): Promise<Readonly<Record<string, string>>> {
  const { endpoint } = reach.settings
  const drill: HandledDrill = { drillId, recordFolder, ...(endpoint === undefined ? {} : { endpoint }) }
  const hands = { [AWS_VARIABLE]: JSON.stringify(drill), ...(await regionHands(reach)) }
  try {
    const { id, members } = await sourceOf(reach)
    const primary = members.find(({ writer }) => writer)?.zone
    const standby = members.find(({ writer }) => !writer)?.zone
    return {
      ...hands,
      RESTORE: 'blackstart aws restore',
      BACKUPS: 'blackstart aws snapshots',
      RESTORE_BACKUP: 'blackstart aws restore --snapshot',
      RESTORED_STATE: 'blackstart aws restored',
      END_RESTORE: 'blackstart aws end-restore',
      RESTORED_DATABASE: restoredId(id, drillId),
      ...SHIFTING,
      ...(primary === undefined ? {} : { PRIMARY_ZONE: primary, SHIFT: `${SHIFTING.SHIFT_FROM} ${primary}` }),
      ...(standby === undefined ? {} : { STANDBY_ZONE: standby }),
    }
  } catch (error) {
    if (error instanceof RefusedError) return hands
    throw error
  }
}

/**
 * What people do when the first region is lost: then nobody can be asked what bears which tag there. So there are none where it
 * holds no database that may lose its writer.
 */
async function regionHands(reach: Reach): Promise<Readonly<Record<string, string>>> {
  const { region, secondRegion, protectedTags } = reach.settings
  if (secondRegion === undefined) return {}
  const writers = (await readEstate(reach)).databases.filter(({ replica }) => !replica)
  const isProtected = writers.some(({ tags }) => protectedTags.some((tag) => bears(tags, tag)))
  if (writers.length === 0 || isProtected) return {}
  return {
    FIRST_REGION: region,
    SECOND_REGION: secondRegion,
    PROMOTE: 'blackstart aws promote --allow-data-loss',
    SWITCH_OVER: 'blackstart aws promote --switchover',
    PROMOTED: 'blackstart aws promoted',
  }
}
