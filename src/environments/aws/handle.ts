import { durationMs } from '../../model/duration.ts'
import { bootId } from '../../system/clock.ts'
import type { Handle } from '../environment.ts'
import { type AwsSettings, DEFAULT_UNDO } from './settings.ts'

/** What another process needs to reach the same account: names, and no credentials. */
export type ReachableSettings = Omit<AwsSettings, 'canary'>

/** @param endpoint - stands in for AWS; it is found anew by whoever undoes */
export function handleFor(environment: string, drillId: string, settings: AwsSettings): Handle {
  const { canary: _canary, endpoint: _endpoint, sqlUrl: _sqlUrl, ...names } = settings
  return { environment, bootId: bootId(), data: { drillId, aws: JSON.stringify(names) } }
}

export function settingsIn({ data }: Handle): ReachableSettings {
  const names = JSON.parse(String(data['aws'])) as Omit<ReachableSettings, 'undoMs'> & Partial<ReachableSettings>
  // A drill of an older version did not say it.
  return { ...names, undoMs: names.undoMs ?? durationMs(DEFAULT_UNDO) }
}
