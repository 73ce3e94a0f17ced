import { type EnvironmentDriver, RefusedError } from '../environment.ts'
import { crashFindings } from './faults/database-crash.ts'
import { AWS_FAULT_KINDS, awsFaultPlane } from './faults/fault-plane.ts'
import { awsPatience } from './faults/patience.ts'
import { handleFor } from './handle.ts'
import { instrumentOf } from './instrument.ts'
import { openAccount, reachOf } from './open.ts'
import { IMPOSSIBLE } from './impossible.ts'
import { describeDrill } from './plan/describe.ts'
import { reachByNames, recoverAccount } from './recovered.ts'
import { refuseUnsafeStart } from './safety/start.ts'
import { undoTagged } from './tagged.ts'
import { AWS_SETTING_SPECS, type AwsSettings, parseAwsSettings } from './settings.ts'

/** Roles that AWS lets us find. */
export const AWS_ROLES = ['primary', 'standby', 'service', 'writer-endpoint'] as const

/** How long the questions before a drill may take, in milliseconds. */
const ASK_MS = 30_000

/** A team's account on AWS. */
export const awsDriver: EnvironmentDriver = {
  name: 'aws',
  lasting: true,
  roles: AWS_ROLES,
  faultKinds: AWS_FAULT_KINDS,
  settingSpecs: AWS_SETTING_SPECS,

  settings(given, configuration) {
    const parsed = parseAwsSettings(given, configuration)
    return 'findings' in parsed ? parsed : { value: { ...parsed.value } }
  },

  preflight: (settings, faults) => crashFindings(reachOf(settingsOf(settings), 0), faults),

  startQuestions: (settings, longestMs) => [
    {
      name: 'aws',
      timeoutMs: ASK_MS,
      ask: () => refusalOf(refuseUnsafeStart(reachOf(settingsOf(settings), longestMs))),
    },
  ],

  describeDrill: (settings, faults, longestMs) => describeDrill(reachOf(settingsOf(settings), longestMs), faults),

  impossible: IMPOSSIBLE,

  patience: (fault, settings) => awsPatience(fault, settingsOf(settings)),

  planHandle: async ({ drillId, settings }) => handleFor('aws', drillId, settingsOf(settings)),

  open(config, handle) {
    const settings = settingsOf(config.settings)
    return openAccount(config, handle, settings, instrumentOf(settings, config.drillId, config.loadWriter))
  },

  reconnect: (handle) => recoverAccount(handle),

  byHand: (handle, target) => awsFaultPlane(reachByNames(handle)).byHand?.(target),

  undoTagged: (drillId, handle) => undoTagged(reachByNames(handle), drillId),
}

async function refusalOf(asked: Promise<unknown>): Promise<string | undefined> {
  try {
    await asked
    return undefined
  } catch (error) {
    if (error instanceof RefusedError) return error.message
    throw error
  }
}

/** What `settings` above has made of the user's words. */
function settingsOf(settings: Readonly<Record<string, unknown>>): AwsSettings {
  return settings as unknown as AwsSettings
}
