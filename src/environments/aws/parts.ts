import type { Fault } from '../../model/fault.ts'
import { AWS_FAULT_KINDS } from './faults/fault-plane.ts'
import { handleFor } from './handle.ts'
import { openAccount, reachOf } from './open.ts'
import { describeDrill } from './plan/describe.ts'
import { recoverAccount } from './recovered.ts'
import { AWS_ROLES } from './driver.ts'
import { awsPatience } from './faults/patience.ts'
import { IMPOSSIBLE, NO_CRASH } from './impossible.ts'
import { AWS_SETTING_SPECS, type AwsSettings, DEFAULT_OPT_IN, DEFAULT_PREFIX, parseAwsOptions } from './settings.ts'

/** What the composition root hands to an environment that puts something of its own in the place of AWS. */
export const AWS_PARTS = {
  faultKinds: AWS_FAULT_KINDS,
  roles: AWS_ROLES,
  impossible: IMPOSSIBLE,
  noCrash: NO_CRASH,
  patience: awsPatience,
  settingSpecs: AWS_SETTING_SPECS,
  defaultOptIn: DEFAULT_OPT_IN,
  defaultPrefix: DEFAULT_PREFIX,
  parseOptions: parseAwsOptions,
  handleFor,
  describe: (settings: AwsSettings, faults: readonly Fault[], longestMs: number) =>
    describeDrill(reachOf(settings, longestMs), faults),
  open: openAccount,
  recover: recoverAccount,
}

export type AwsParts = typeof AWS_PARTS
