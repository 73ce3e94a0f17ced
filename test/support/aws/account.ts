import { AWS_PARTS } from '../../../src/environments/aws/parts.ts'
import { awsFaultPlane } from '../../../src/environments/aws/faults/fault-plane.ts'
import { reachOf } from '../../../src/environments/aws/open.ts'
import type { AwsSettings } from '../../../src/environments/aws/settings.ts'
import { LOCAL_ACCOUNT, localSettings } from '../../../src/environments/aws-lab/local-account.ts'
import type { FaultPlane } from '../../../src/environments/environment.ts'
import type { Fault, IntendedInjection } from '../../../src/model/fault.ts'
import type { LocalEndpoints } from './local-endpoints.ts'

const OPTIONS = { via: 'rds', everyMs: 20, timeoutMs: 1_000, pollMs: 5, undoMs: 300_000 } as const
const LONGEST_MS = 60_000

/** The account of the local endpoints, as the drills see it: through AWS's own clients. */
export function localReach(aws: LocalEndpoints, settings: Partial<AwsSettings> = {}) {
  const local = localSettings(AWS_PARTS, { ...LOCAL_ACCOUNT, endpoint: aws.endpoint }, OPTIONS)
  return reachOf({ ...local, ...settings }, LONGEST_MS)
}

/** One fault from its resolution to the proof that it is over, as the lifecycle does it. */
export async function exercised(plane: FaultPlane, fault: Fault, meanwhile: () => void = () => {}) {
  const [target] = await plane.resolve(fault, 0)
  if (target === undefined) throw new Error(`${fault.kind} has no target`)
  const intended = { ...target, injectionId: 1, epoch: 1, drillId: 'test' } as unknown as IntendedInjection
  await plane.inject(intended)
  const proof = await plane.verify(intended)
  meanwhile()
  await plane.undo(intended)
  return { intended, proof, undone: await plane.undone(intended) }
}

export function localPlane(aws: LocalEndpoints, settings: Partial<AwsSettings> = {}): FaultPlane {
  return awsFaultPlane(localReach(aws, settings))
}
