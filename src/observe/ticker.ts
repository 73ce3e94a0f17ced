const NS_PER_MS = 1e6

/**
 * A timer of Node is exact to about a millisecond, late rather than early; the last stretch before a slot is therefore
 * passed by turning the event loop without sleeping. Half a millisecond of it halves the send lag for some 3 % of a core
 * (four streams at 20 ms); a full one would take 15 % of a core from the system under test to win 0.3 ms.
 */
const SPIN_MS = 0.5

export interface TickerOptions {
  /** Nanoseconds; the clock that `nextDueNs` is told in. */
  readonly now: () => number
  readonly nextDueNs: () => number
  /** A tick comes at least so often, due or not: so that a gap between ticks means that this process did not run. */
  readonly longestSleepMs: number
  readonly onTick: (nowNs: number) => void
}

/**
 * Sleeps to absolute times: each sleep is computed anew from the clock, so a late tick does not delay the one after it.
 *
 * @returns stops it; no tick comes afterwards
 */
export function startTicker({ now, nextDueNs, longestSleepMs, onTick }: TickerOptions): () => void {
  let timer: NodeJS.Timeout | undefined
  let immediate: NodeJS.Immediate | undefined
  let stopped = false

  const tick = (): void => {
    const nowNs = now()
    const sleptEnough = nowNs >= sleepUntilNs
    if (sleptEnough) {
      onTick(nowNs)
      sleepUntilNs = nextWakeNs()
    }
    if (!stopped) sleep()
  }
  const nextWakeNs = (): number => Math.min(nextDueNs(), now() + longestSleepMs * NS_PER_MS)
  const sleep = (): void => {
    const remainingMs = (sleepUntilNs - now()) / NS_PER_MS
    if (remainingMs <= SPIN_MS) immediate = setImmediate(tick)
    else timer = setTimeout(tick, Math.max(1, Math.floor(remainingMs - SPIN_MS / 2)))
  }

  let sleepUntilNs = nextWakeNs()
  sleep()
  return () => {
    stopped = true
    clearTimeout(timer)
    clearImmediate(immediate)
  }
}
