import type { Interval } from '../../model/interval.ts'

/** A straight scale from a length of time to the width of a drawing. */
export interface Axis {
  readonly from: number
  readonly to: number
}

/** A position as a percentage of the width: drawings keep their text at its size however wide the window is. */
export function at({ from, to }: Axis, value: number): string {
  const share = to === from ? 0 : (value - from) / (to - from)
  return percent(Math.min(1, Math.max(0, share)))
}

/** A width as a percentage, of what of the interval lies on the axis. */
export function width(axis: Axis, from: number, to: number): string {
  const clamp = (value: number) => Math.min(axis.to, Math.max(axis.from, value))
  return percent(axis.to === axis.from ? 0 : Math.max(0, clamp(to) - clamp(from)) / (axis.to - axis.from))
}

export function isOn({ from, to }: Axis, value: number): boolean {
  return value >= from && value <= to
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`
}

/** Round values from one end of the axis to the other, at most so many. */
export function ticks({ from, to }: Axis, most: number): number[] {
  const span = to - from
  if (!(span > 0) || !Number.isFinite(span)) return []
  const rough = span / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? 10 * power
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
}

/** The middle of what is known of an interval. */
export function middle({ lo, hi }: Interval): number | undefined {
  if (lo === null) return hi ?? undefined
  return hi === null ? lo : (lo + hi) / 2
}

/** Seconds from the fault on, as a label: `+0.45 s`. @param stepMs - the last digit is the one that tells steps of this length apart */
export function offset(ms: number, stepMs = 1): string {
  const digits = stepMs >= 1_000 ? 0 : stepMs >= 100 ? 1 : stepMs >= 10 ? 2 : 3
  const seconds = Number((ms / 1_000).toFixed(digits))
  return `${seconds > 0 ? '+' : seconds < 0 ? '−' : ''}${Math.abs(seconds).toFixed(digits)} s`
}
