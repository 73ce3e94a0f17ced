import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { bootId } from '../../system/clock.ts'
import { ROLES } from '../../model/topology.ts'
import type { EnvironmentConfig, EnvironmentDriver, Handle } from '../environment.ts'
import { LEASE_MS } from './connection.ts'
import { LabFolder } from './folder.ts'
import { LabEnvironment } from './lab-environment.ts'
import type { LabInfo } from './labd/config.ts'
import { locatePostgres } from './postgres/binaries.ts'
import { labRoot } from './postgres/root-folder.ts'
import { recoverLab } from './recovered-lab.ts'
import { LAB_SETTING_SPECS, type LabSettings, parseLabSettings } from './settings.ts'
import { startLabd } from './start-labd.ts'
import { sweepLabs } from './sweep.ts'

/** The embedded lab: real parts as processes on this machine, alive for one drill. */
export const labDriver: EnvironmentDriver = {
  name: 'lab',
  machineLocal: true,
  roles: ROLES,
  faultKinds: [
    'database.kill',
    'database.freeze',
    'database.failover',
    'data.drop',
    'standby.lose',
    'instance.terminate',
    'instance.freeze',
    'zone.lose',
    'zone.isolate',
    'region.isolate',
    'replication.hold',
  ],
  settingSpecs: LAB_SETTING_SPECS,

  settings(given) {
    const parsed = parseLabSettings(given)
    return 'findings' in parsed ? parsed : { value: { ...parsed.value } }
  },

  async planHandle() {
    const root = await labRoot((await locatePostgres()).owner)
    return {
      environment: 'lab',
      bootId: bootId(),
      data: { folder: join(root, randomBytes(4).toString('hex')) },
    }
  },

  async open(config, handle, signal) {
    await sweepLabs()
    const folder = folderOf(handle)
    const connection = await startLabd(
      {
        folder: folder.root,
        evidenceFolder: join(config.recordFolder, 'environment'),
        launcher: config.launcher,
        settings: settingsOf(config),
        leaseMs: LEASE_MS,
      },
      folder,
      signal,
    )
    return new LabEnvironment(handle, folder, connection, await connection.call<LabInfo>('info'))
  },

  reconnect: (handle) => recoverLab(folderOf(handle)),

  // Whatever a drill did is inside its lab, and a lab that nobody holds ends with its lease: what is left are such folders.
  undoTagged: () => sweepLabs(),
}

/** What `settings` above has made of the user's words. */
function settingsOf({ settings }: EnvironmentConfig): LabSettings {
  return settings as unknown as LabSettings
}

function folderOf({ data }: Handle): LabFolder {
  return new LabFolder(String(data['folder']))
}
