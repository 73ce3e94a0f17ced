import { ROLES } from '../../model/topology.ts'
import type { EnvironmentDriver } from '../environment.ts'
import { destroyLabelled } from './destroy.ts'
import { connectEngine, reconnectEngine } from './engine/connect.ts'
import { CONTAINER_FAULT_KINDS } from './faults/fault-plane.ts'
import { addressOf, handleFor } from './handle.ts'
import { DRILL_LABEL } from './labels.ts'
import { openStack } from './open.ts'
import { describeDrill, preflight } from './preflight.ts'
import { recoverStack } from './recovered.ts'
import {
  CONTAINERS_SETTING_SPECS,
  type ContainersSettings,
  parseContainersSettings,
  recordedContainersSettings,
} from './settings.ts'

/** A compose file's stack, brought up for one drill on a container engine. */
export const containersDriver: EnvironmentDriver = {
  name: 'containers',
  machineLocal: true,
  roles: ROLES,
  faultKinds: CONTAINER_FAULT_KINDS,
  settingSpecs: CONTAINERS_SETTING_SPECS,

  settings(given, configuration) {
    const parsed = parseContainersSettings(given, configuration)
    return 'findings' in parsed ? parsed : { value: { ...parsed.value } }
  },

  recordedSettings: (settings) => ({ ...recordedContainersSettings(settings as unknown as ContainersSettings) }),

  preflight: (settings, faults) => preflight(settings as unknown as ContainersSettings, faults),

  describeDrill: (settings, faults, longestMs) =>
    describeDrill(settings as unknown as ContainersSettings, faults, longestMs),

  planHandle: async (config) => handleFor(config, (await connectEngine()).address),

  open: openStack,

  reconnect: recoverStack,

  undoTagged: async (drillId, handle) =>
    destroyLabelled(await reconnectEngine(addressOf(handle).engine), `${DRILL_LABEL}=${drillId}`),
}
