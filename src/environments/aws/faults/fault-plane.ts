import { type EnvironmentFault, type Fault, type IntendedInjection, isUserFault } from '../../../model/fault.ts'
import { type FaultPlane, TargetMovedError } from '../../environment.ts'
import type { Reach } from '../reach.ts'
import { alarmRefusals } from '../safety/alarms.ts'
import { leverRefusals } from '../safety/lever.ts'
import { placeOf, refuseOtherPlace } from '../safety/place.ts'
import { refuseTargets, refuseUnguarded } from '../safety/targets.ts'
import type { AwsFault } from './aws-fault.ts'
import { BY_FIS } from './by-fis.ts'
import { specIn } from './experiment.ts'
import { databaseCrash } from './database-crash.ts'
import { databaseFailover } from './database-failover.ts'
import { instanceTerminate } from './instance-terminate.ts'
import { dnsFailover } from './dns-failover.ts'
import { fisTemplate } from './fis-template.ts'
import { instanceStop } from './instance-stop.ts'
import { awsPatience } from './patience.ts'
import { replicationPause } from './replication-pause.ts'
import { TASK_STOP, isTask } from './task-stop.ts'
import { regionIsolate, zoneIsolate, zoneLose } from './network-faults.ts'

/** Every kind of fault that AWS can be asked for. */
const FAULTS = {
  'database.failover': databaseFailover,
  'database.kill': databaseCrash,
  'instance.terminate': instanceTerminate,
  'instance.stop': instanceStop,
  'zone.lose': zoneLose,
  'zone.isolate': zoneIsolate,
  'region.isolate': regionIsolate,
  'dns.failover': dnsFailover,
  'replication.pause': replicationPause,
  fis: fisTemplate,
} as const satisfies { readonly [Kind in EnvironmentFault['kind']]?: AwsFault<Kind> }

export const AWS_FAULT_KINDS = Object.keys(FAULTS) as (keyof typeof FAULTS)[]

/** The fault plane; it keeps nothing that another process would need to undo. */
export function awsFaultPlane(reach: Reach): FaultPlane {
  return {
    async resolve(fault, faultIndex) {
      const found = await familyOf(fault).resolve(reach, fault as never, faultIndex)
      refuseTargets(
        found.flatMap(({ hits }) => hits),
        reach.settings,
      )
      refuseUnguarded(
        found.map(({ target }) => target),
        reach.settings,
      )
      const place = found.length === 0 ? {} : await placeOf(reach)
      return found.map(({ target }) => ({ ...target, identity: { ...target.identity, ...place } }))
    },
    async inject(target) {
      await refuseDamageNow(reach, target)
      return await actorOf(target).inject(reach, target)
    },
    verify: (target) => actorOf(target).verify(reach, target),
    held: async (target) => await actorOf(target).held?.(reach, target),
    async undo(target) {
      await refuseOtherPlace(reach, target)
      await actorOf(target).undo(reach, target)
    },
    async undone(target) {
      await refuseOtherPlace(reach, target)
      return await actorOf(target).undone(reach, target)
    },
    // Of one target: each is undone by itself.
    patience: (fault) => awsPatience(fault, { undoMs: reach.settings.undoMs }),
    byHand: (target: IntendedInjection) =>
      isUserFault(target.fault) ? undefined : actorOf(target).byHand(reach.settings, target),
  }
}

/**
 * Warm-up and steady state have taken minutes since the guards were asked. FIS looks at alarms and lever itself; what is
 * asked of other services is looked at by nobody else.
 *
 * @throws TargetMovedError: nothing was injected
 */
async function refuseDamageNow(reach: Reach, { component }: IntendedInjection): Promise<void> {
  const refusals = [...(await alarmRefusals(reach)), ...(await leverRefusals(reach))]
  if (refusals.length > 0) throw new TargetMovedError(component, refusals.join('; '))
}

/** Whoever was chosen when the target was resolved: the ledger says it, also to a rescuer. */
function actorOf(target: IntendedInjection): Omit<AwsFault<EnvironmentFault['kind']>, 'resolve'> {
  if (target.fault.kind === 'database.failover' && specIn(target) !== undefined) return BY_FIS
  return target.fault.kind === 'instance.terminate' && isTask(target) ? TASK_STOP : familyOf(target.fault)
}

/** @throws RangeError for what AWS cannot be asked for */
function familyOf(fault: Fault): AwsFault<EnvironmentFault['kind']> {
  if (!Object.hasOwn(FAULTS, fault.kind)) throw new RangeError(`'${fault.kind}' cannot be asked of AWS`)
  // The compiler cannot see that a fault goes to its own family only.
  return FAULTS[fault.kind as keyof typeof FAULTS] as unknown as AwsFault<EnvironmentFault['kind']>
}
