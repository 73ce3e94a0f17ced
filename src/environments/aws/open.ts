import { join, resolve } from 'node:path'
import type { EnvironmentConfig, Handle } from '../environment.ts'
import { AwsEnvironment } from './aws-environment.ts'
import { callLog } from './clients/call-log.ts'
import type { CallRecorder } from './clients/calls.ts'
import { FarClocks } from './clients/far-clocks.ts'
import { standIn } from './clients/stand-in.ts'
import type { Instrument } from './instrument.ts'
import { ownPlace, standsIn } from './own-place.ts'
import { sdkPorts } from './ports/ports.ts'
import type { Reach } from './reach.ts'
import { shapeBefore } from './redundancy.ts'
import { refuseUnsafeStart } from './safety/start.ts'
import type { AwsSettings } from './settings.ts'
import { holdAccount } from './shared/hold.ts'
import { SharedStore } from './shared/shared-store.ts'
import { readTopology } from './topology.ts'

/** Where the calls of a drill are written down, in its record. */
export const CALLS_FILE = join('environment', 'aws-calls.ndjson')

/**
 * Reaches an account that is there already; nothing in it is changed.
 *
 * @throws RefusedError
 */
export async function openAccount(
  config: EnvironmentConfig,
  handle: Handle,
  settings: AwsSettings,
  instrument: Instrument,
): Promise<AwsEnvironment> {
  const reach = reachOf(settings, config.longestMs, callLog(join(config.recordFolder, CALLS_FILE)))
  const caller = await refuseUnsafeStart(reach)
  const shape = await shapeBefore(reach)
  const proberStandsIn = await proberIn(reach)
  const store = await sharedStoreOf(reach, caller.account)
  const hold = store && (await holdAccount(store, config.drillId))
  const shared = store && hold && { store, hold }
  const recordFolder = resolve(config.recordFolder)
  return new AwsEnvironment({ handle, recordFolder, reach, caller, instrument, shape, shared, proberStandsIn })
}

/** What stands in for AWS is this machine: it stands in no zone. */
async function proberIn(reach: Reach): Promise<string | undefined> {
  if ((reach.settings.endpoint ?? standIn()) !== undefined) return undefined
  const place = await ownPlace()
  return place === undefined ? undefined : standsIn(place, await readTopology(reach))
}

/**
 * Undefined where the team keeps none.
 *
 * @param account - whose the bucket must be
 */
export async function sharedStoreOf({ ports, settings }: Reach, account: string): Promise<SharedStore | undefined> {
  if (settings.sharedStore === undefined) return undefined
  const { bucket, prefix, region = settings.region } = settings.sharedStore
  return new SharedStore(await ports.store({ bucket, owner: account, region }), prefix)
}

/** @param record - takes every call. @default nobody */
export function reachOf(settings: AwsSettings, longestMs: number, record: CallRecorder = () => {}): Reach {
  const { region, secondRegion, profile, endpoint } = settings
  const [clocks, secondClocks] = [new FarClocks(), new FarClocks()]
  const access = {
    record,
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
  }
  return {
    ports: sdkPorts({ ...access, region, clocks }),
    clocks,
    ...(secondRegion === undefined
      ? {}
      : {
          second: {
            region: secondRegion,
            ports: sdkPorts({ ...access, region: secondRegion, clocks: secondClocks }),
            clocks: secondClocks,
          },
        }),
    settings,
    longestMs,
  }
}
