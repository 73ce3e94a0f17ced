import * as schemas from '../../aws-model/zonal-shift.ts'
import type { AwsAccess } from '../clients/access.ts'
import { isNamed } from '../clients/errors.ts'
import { schemaClient } from '../clients/schema-client.ts'

/** Traffic that is led away from a zone, for a time. */
export interface ZonalShift {
  readonly id: string
  /** ARN of the load balancer. */
  readonly resource: string
  /** Id of the zone, for example `euc1-az1`. */
  readonly awayFrom: string
  readonly expiresAt: Date
  readonly comment: string
}

/** A load balancer as it is seen by who shifts its traffic. */
export interface ManagedResource {
  /** By the id of the zone: 0 where no traffic goes to. */
  readonly weights: Readonly<Record<string, number>>
  /** Those that are active, whoever began them. */
  readonly shifts: readonly ZonalShift[]
}

/** What drills ask of Application Recovery Controller. */
export interface ShiftsPort {
  /** Undefined for what cannot be shifted. */
  managed(resource: string): Promise<ManagedResource | undefined>
  /** Asked once. @param minutes - after so long it ends by itself; 1 to 4320 */
  start(shift: Pick<ZonalShift, 'resource' | 'awayFrom' | 'comment'>, minutes: number): Promise<void>
  /** Asked once; one that is over already is well. */
  cancel(id: string): Promise<void>
}

/** As the answers have it. */
interface ShiftInResource {
  readonly zonalShiftId?: string
  readonly resourceIdentifier?: string
  readonly awayFrom?: string
  readonly expiryTime?: Date
  readonly comment?: string
}

interface Managed {
  readonly appliedWeights?: Readonly<Record<string, number>>
  readonly zonalShifts?: readonly ShiftInResource[]
}

export async function arcShifts(access: AwsAccess): Promise<ShiftsPort> {
  const namespace = schemas.ZONAL_SHIFT_NAMESPACE
  const client = await schemaClient(access, { name: 'arc-zonal-shift', namespace, schemas })
  return {
    async managed(resource) {
      try {
        const found = await client.send<Managed>('GetManagedResource', { resourceIdentifier: resource })
        return { weights: found.appliedWeights ?? {}, shifts: (found.zonalShifts ?? []).map(shiftOf) }
      } catch (error) {
        if (isNamed(error, 'ResourceNotFoundException')) return undefined
        throw error
      }
    },
    async start({ resource, awayFrom, comment }, minutes) {
      const expiresIn = `${minutes}m`
      await client.send('StartZonalShift', { resourceIdentifier: resource, awayFrom, expiresIn, comment })
    },
    async cancel(id) {
      try {
        await client.send('CancelZonalShift', { zonalShiftId: id })
      } catch (error) {
        if (!isNamed(error, 'ConflictException', 'ResourceNotFoundException')) throw error
      }
    },
  }
}

function shiftOf({ zonalShiftId, resourceIdentifier, awayFrom, expiryTime, comment }: ShiftInResource): ZonalShift {
  return {
    id: zonalShiftId ?? '',
    resource: resourceIdentifier ?? '',
    awayFrom: awayFrom ?? '',
    expiresAt: expiryTime ?? new Date(0),
    comment: comment ?? '',
  }
}
