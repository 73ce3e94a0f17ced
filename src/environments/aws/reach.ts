import type { FarClocks } from './clients/far-clocks.ts'
import type { AwsPorts } from './ports/ports.ts'
import type { AwsSettings } from './settings.ts'

/** What a fault needs to act. */
export interface Reach {
  readonly ports: AwsPorts
  /** How the clocks of its services stand to ours. */
  readonly clocks: FarClocks
  /** The region to which this one fails over; only read, but for when people promote it. */
  readonly second?: { readonly region: string; readonly ports: AwsPorts; readonly clocks: FarClocks }
  readonly settings: AwsSettings
  /** The longest that the drill may take, in milliseconds: what is done lasts no longer, whoever is left. */
  readonly longestMs: number
  /**
   * Asked right before each request that does damage: previews and looks may have taken minutes since the intent was written,
   * and a machine may have slept. @throws RefusedError when nothing may be done any more. @default nothing is asked
   */
  readonly beforeDamage?: () => Promise<void>
  /** How long an experiment may take to stop in one attempt, in milliseconds. @default 8000 */
  readonly stopsWithinMs?: number
  /** How long after a lost answer what was asked for may still begin, in milliseconds. @default 30000 */
  readonly lateMs?: number
}
