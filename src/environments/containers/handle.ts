import { bootId } from '../../system/clock.ts'
import type { EnvironmentConfig, Handle } from '../environment.ts'
import type { ContainersSettings } from './settings.ts'

/** What another process needs to find the stack of a drill again. */
export interface StackAddress {
  readonly project: string
  readonly drillId: string
  /** `DOCKER_HOST`; empty: the usual places. */
  readonly dockerHost: string
  readonly hands: string
}

export function handleFor({ drillId, settings }: EnvironmentConfig): Handle {
  const address: StackAddress = {
    project: projectName(drillId),
    drillId,
    dockerHost: process.env['DOCKER_HOST'] ?? '',
    hands: (settings as unknown as ContainersSettings).hands,
  }
  return { environment: 'containers', bootId: bootId(), data: { ...address } }
}

export function addressOf({ data }: Handle): StackAddress {
  return {
    project: String(data['project']),
    drillId: String(data['drillId']),
    dockerHost: String(data['dockerHost'] ?? ''),
    hands: String(data['hands']),
  }
}

/** Compose takes lower-case letters, digits, `-` and `_` only. */
export function projectName(drillId: string): string {
  return `blackstart-${drillId.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '-')}`
}
