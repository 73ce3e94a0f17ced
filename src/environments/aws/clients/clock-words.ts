import type { ClockOffset } from '../../../measure/far-clock.ts'
import { monotonicMs } from './far-clocks.ts'

/** How a service's clock stands to the one that this machine shows, for people. */
export function clockInWords({ lo, hi, answers, agreed }: ClockOffset): string {
  const shownMs = Date.now() - monotonicMs()
  const [from, to] = [lo - shownMs, hi - shownMs].map((ms) => Math.round(ms) / 1_000) as [number, number]
  const by = `by the dates of ${answers} ${answers === 1 ? 'answer' : 'answers'}`
  return `${standing(from, to)} this machine's, ${by}${agreed ? '' : ', which no single clock can have given'}`
}

function standing(from: number, to: number): string {
  if (from >= 0) return `${from} to ${to} s ahead of`
  if (to <= 0) return `${-to} to ${-from} s behind`
  return `between ${-from} s behind and ${to} s ahead of`
}
