import type { ObservedSettings } from '../../../src/environments/observed/settings.ts'
import { CANARY_CONTRACT } from '../../support/canary-service.ts'

/** A service with a contract, asked every 100 ms; tests state what they are about. */
export function settings(given: Partial<ObservedSettings> = {}): ObservedSettings {
  return {
    drillId: 'd1',
    http: { url: 'https://shop.example/api' },
    everyMs: 100,
    timeoutMs: 1_000,
    readOnly: false,
    canary: { http: CANARY_CONTRACT, table: 'blackstart_canary', maxWritesPerSecond: 50 },
    ...given,
  }
}

/** A service that takes no canary. */
export const PLAIN = { table: 'blackstart_canary', maxWritesPerSecond: 50 } as const
export const DATABASE = { url: 'postgres://db.example/shop', urlEnv: 'SHOP_DB' } as const
