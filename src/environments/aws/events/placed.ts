import type { ControlPlaneEvent } from '../../environment.ts'
import type { FarClocks } from '../clients/far-clocks.ts'
import type { Sighting } from './sighting.ts'

/** When somebody began to look, on both of our clocks. */
export interface Began {
  readonly ns: string
  readonly wallMs: number
}

/** Monotonic clock, nanoseconds as decimal text. */
export interface Look {
  /** When the look before it began. */
  readonly beforeNs: string
  readonly seenNs: string
}

/**
 * A sighting on this machine's clock. What AWS dates itself lies where its clock and ours have been heard to stand, and never
 * later than it was read. Where too little is known of that clock, or its date lies in the future, nothing is attributed to
 * it: it happened at some time since somebody began to look.
 *
 * @returns undefined for what happened before
 */
export function placed(
  { at, ...sighting }: Sighting,
  clocks: FarClocks,
  { beforeNs, seenNs }: Look,
  began: Began,
): ControlPlaneEvent | undefined {
  if (at === undefined) return { ...sighting, fromNs: beforeNs, toNs: seenNs }
  const ours = clocks.onOurs(sighting.source.split(':')[0] ?? '', at)
  const seenMs = toMs(seenNs)
  if (ours !== undefined && ours.lo <= seenMs) {
    if (ours.hi < toMs(began.ns)) return undefined
    return { ...sighting, fromNs: toNs(ours.lo), toNs: ours.hi < seenMs ? toNs(ours.hi) : seenNs }
  }
  if (at.to.getTime() < began.wallMs) return undefined
  return {
    ...sighting,
    // An alarm is heard when it is read, whatever its date.
    kind: sighting.alert === undefined ? 'undated' : sighting.kind,
    text: `${sighting.text} (at ${at.from.toISOString()} by a clock of which too little is known)`,
    fromNs: began.ns,
    toNs: seenNs,
  }
}

function toMs(ns: string): number {
  return Number(BigInt(ns)) / 1e6
}

function toNs(ms: number): string {
  return String(Math.max(0, Math.round(ms * 1e6)))
}
