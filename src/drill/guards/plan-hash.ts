import { createHash } from 'node:crypto'
import type { DrillPlan } from '../record.ts'
import { type Guard, QUICK_MS } from './guard.ts'

/** What differs between two drills of one plan; the scenario's file may lie elsewhere, its checksum counts. */
const OF_ONE_DRILL = [
  'drillId',
  'scenarioFile',
  'operator',
  'commit',
  'dirty',
  'command',
  'startedAt',
  'origin',
  'ciRun',
] as const

/** A plan without what belongs to one drill of it: what a person agrees to. */
export type AgreedPlan = Omit<DrillPlan, (typeof OF_ONE_DRILL)[number]>

export function agreedPlan(plan: DrillPlan): AgreedPlan {
  const left = new Set<string>(OF_ONE_DRILL)
  return Object.fromEntries(Object.entries(plan).filter(([key]) => !left.has(key))) as unknown as AgreedPlan
}

/** SHA-256 of what a run would do, hexadecimal. The order in which fields were written does not matter. */
export function planHash(plan: DrillPlan): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(agreedPlan(plan))))
    .digest('hex')
}

/** Runs only what was agreed to: a plan that has changed since is refused. */
export function samePlan(plan: DrillPlan, agreed: string | undefined): Guard {
  return {
    name: 'plan',
    timeoutMs: QUICK_MS,
    ask: () => {
      const hash = planHash(plan)
      if (agreed === undefined || agreed === hash) return undefined
      return `the plan has changed since it was agreed to: it was ${agreed} and is ${hash}; look at it again with blackstart plan --json`
    },
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}
