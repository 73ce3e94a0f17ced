import { randomUUID } from 'node:crypto'
import { BALANCER, BALANCER_ARN, REGION, zoneIdentifier } from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { ControlPlane } from '../control-plane.ts'
import { type Zone, ZONES } from '../../names.ts'

interface Shift {
  readonly id: string
  readonly zone: Zone
  readonly comment: string
  readonly startedMs: number
  readonly expiresMs: number
  status: 'ACTIVE' | 'EXPIRED' | 'CANCELED'
  readonly timer: NodeJS.Timeout
}

interface Asked {
  readonly resourceIdentifier: string
  readonly awayFrom: string
  readonly expiresIn: string
  readonly comment: string
}

const MINUTES = { m: 1, h: 60 } as const
const LONGEST_MINUTES = 72 * 60
const LONGEST_COMMENT = 128

/**
 * Zonal shifts of the lab's load balancer: real ones, by which the targets of a zone get no requests. One that is not
 * cancelled ends by itself.
 */
export class ZonalShifts {
  readonly #plane: ControlPlane
  readonly #minuteMs: number
  readonly #shifts: Shift[] = []

  /** @param minuteMs - how long a minute is until a shift expires */
  constructor(plane: ControlPlane, minuteMs = 60_000) {
    this.#plane = plane
    this.#minuteMs = minuteMs
  }

  get operations(): Operations {
    return {
      StartZonalShift: async (asked: Asked, call: Call) => {
        mustBeTheBalancer(asked.resourceIdentifier, call)
        const zone = ZONES.find((candidate) => zoneIdentifier(candidate) === asked.awayFrom)
        // A name of a zone is none of its ids [S].
        if (zone === undefined) throw new AwsError('ValidationException', `${asked.awayFrom}: InvalidAz`)
        const minutes = minutesOf(asked.expiresIn)
        if (asked.comment.length > LONGEST_COMMENT) throw new AwsError('ValidationException', 'comment: too long')
        if (this.#active !== undefined) {
          throw new AwsError('ConflictException', `${this.#active.id} is active: ZonalShiftAlreadyExists`)
        }
        await this.#plane.effect((effects) => effects.shift(zone))
        const startedMs = Date.now()
        const lastsMs = minutes * this.#minuteMs
        const shift: Shift = {
          id: randomUUID(),
          zone,
          comment: asked.comment,
          startedMs,
          expiresMs: startedMs + lastsMs,
          status: 'ACTIVE',
          timer: setTimeout(() => void this.#end(shift, 'EXPIRED').catch(() => {}), lastsMs).unref(),
        }
        this.#shifts.push(shift)
        return describe(shift)
      },

      CancelZonalShift: async ({ zonalShiftId }: { readonly zonalShiftId: string }) => {
        const shift = this.#shifts.find(({ id }) => id === zonalShiftId)
        if (shift === undefined) throw new AwsError('ResourceNotFoundException', `there is no shift ${zonalShiftId}`)
        if (shift.status !== 'ACTIVE') {
          throw new AwsError('ConflictException', `${zonalShiftId} is ${shift.status}: ZonalShiftStatusNotActive`)
        }
        await this.#end(shift, 'CANCELED')
        return describe(shift)
      },

      GetManagedResource: ({ resourceIdentifier }: Pick<Asked, 'resourceIdentifier'>, call: Call) => {
        mustBeTheBalancer(resourceIdentifier, call)
        const active = this.#active
        return {
          arn: BALANCER_ARN,
          name: BALANCER,
          appliedWeights: Object.fromEntries(
            ZONES.map((zone) => [zoneIdentifier(zone), zone === active?.zone ? 0 : 1] as const),
          ),
          zonalShifts:
            active === undefined ? [] : [{ ...describe(active), appliedStatus: 'APPLIED', shiftType: 'ZONAL_SHIFT' }],
          zonalAutoshiftStatus: 'DISABLED',
        }
      },
    }
  }

  get #active(): Shift | undefined {
    return this.#shifts.find(({ status }) => status === 'ACTIVE')
  }

  async #end(shift: Shift, how: 'EXPIRED' | 'CANCELED'): Promise<void> {
    clearTimeout(shift.timer)
    await this.#plane.effect((effects) => effects.unshift())
    shift.status = how
  }
}

function mustBeTheBalancer(resource: string, { region }: Call): void {
  if (resource === BALANCER_ARN && region === REGION) return
  throw new AwsError('ResourceNotFoundException', `${resource} is no resource whose traffic can be shifted`)
}

/** A whole number of minutes or hours, three days at most [S]. */
function minutesOf(text: string): number {
  const [, count = '', unit] = /^([1-9]\d*)([mh])$/.exec(text) ?? []
  const minutes = Number(count) * MINUTES[unit === 'h' ? 'h' : 'm']
  if (minutes >= 1 && minutes <= LONGEST_MINUTES) return minutes
  throw new AwsError('ValidationException', `${text}: InvalidExpiresIn`)
}

function describe({ id, zone, comment, startedMs, expiresMs, status }: Shift) {
  return {
    zonalShiftId: id,
    resourceIdentifier: BALANCER_ARN,
    awayFrom: zoneIdentifier(zone),
    startTime: new Date(startedMs),
    expiryTime: new Date(expiresMs),
    status,
    comment,
  }
}
