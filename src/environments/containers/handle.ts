import { bootId } from '../../system/clock.ts'
import type { EnvironmentConfig, Handle } from '../environment.ts'
import type { EngineAddress } from './engine/address.ts'
import type { ContainersSettings } from './settings.ts'

/** What another process needs to find the stack of a drill again. */
export interface StackAddress {
  readonly project: string
  readonly drillId: string
  readonly engine: EngineAddress
  /** Image of the helper. */
  readonly hands: string
}

/** @param engine - the one on which the stack will stand */
export function handleFor({ drillId, settings }: EnvironmentConfig, engine: EngineAddress): Handle {
  const { hands } = settings as unknown as ContainersSettings
  const data = { project: projectName(drillId), drillId, hands, ...engine }
  return { environment: 'containers', bootId: bootId(), data }
}

export function addressOf({ data }: Handle): StackAddress {
  return {
    project: String(data['project']),
    drillId: String(data['drillId']),
    engine: {
      dockerHost: String(data['dockerHost']),
      certPath: String(data['certPath']),
      host: String(data['host']),
      identity: String(data['identity']),
    },
    hands: String(data['hands']),
  }
}

/** Compose takes lower-case letters, digits, `-` and `_` only. */
export function projectName(drillId: string): string {
  return `blackstart-${drillId.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '-')}`
}
