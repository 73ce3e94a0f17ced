import { setTimeout as sleep } from 'node:timers/promises'
import { TcpRoute } from '../../../src/environments/lab/tcp/route.ts'
import { type Breakable, type ClockBracket, type MadeOutage, makeOutage } from './outage.ts'
import type { OutagePlan } from './outage-plan.ts'
import { serveCalls } from './part.ts'

/** How long connections are reset before new ones are taken, in milliseconds: their clients must have heard of it. */
const RESET_MS = 5

/**
 * The lab's relay, in front of a service that knows of nothing:
 *
 * - `reset`, `flapping`: connections are reset, new ones too
 * - `hold`: bytes wait, and go on when it is back
 * - `blackhole`: bytes wait, and are dropped when it is back
 */
class BreakableRelay implements Breakable {
  readonly #route: TcpRoute

  constructor(route: TcpRoute) {
    this.#route = route
  }

  goDown({ mode }: OutagePlan): void {
    this.#route.setMode(mode === 'hold' || mode === 'blackhole' ? 'hold' : 'cut')
  }

  async comeUp({ mode }: OutagePlan): Promise<void> {
    if (mode === 'blackhole') {
      this.#route.setMode('cut')
      await sleep(RESET_MS)
    }
    this.#route.setMode('ok')
  }
}

if (import.meta.main) {
  let relay: BreakableRelay | undefined
  let made: Promise<MadeOutage> | undefined
  let down = Promise.withResolvers<ClockBracket>()
  serveCalls({
    start: async (target: number) => {
      const route = await TcpRoute.listen('calibration', target)
      relay = new BreakableRelay(route)
      return route.port
    },
    inject: (plan: OutagePlan) => {
      down = Promise.withResolvers()
      made = relay && makeOutage(plan, relay, down.resolve)
    },
    down: () => down.promise,
    made: () => made,
  })
}
