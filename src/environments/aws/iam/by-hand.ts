import { promoting } from './promoting.ts'
import { restoring } from './restoring.ts'
import { shifting } from './shifting.ts'
import type { Named, Statement } from './policy.ts'

/** Inputs of a runbook that are commands on the account of their drill, and what they do there. */
const HANDS = {
  RESTORE: 'restore-moment',
  RESTORE_BACKUP: 'restore-backup',
  SHIFT: 'shift-traffic',
  SHIFT_FROM: 'shift-traffic',
  PROMOTE: 'fail-over-region',
  SWITCH_OVER: 'switch-over-region',
} as const

/** Something that the steps of a runbook do in an account. */
export type AwsHand = (typeof HANDS)[keyof typeof HANDS]

/** What runbooks with these inputs do in the account of their drill. */
export function handsNeeded(inputs: readonly string[]): ReadonlySet<AwsHand> {
  const known: Readonly<Record<string, AwsHand>> = HANDS
  return new Set(inputs.flatMap((name) => known[name] ?? []))
}

/** What people need who follow such runbooks. */
export function byHand(hands: ReadonlySet<AwsHand>, named: Named): Statement[] {
  const moment = hands.has('restore-moment')
  const backup = hands.has('restore-backup')
  const failover = hands.has('fail-over-region')
  const switchover = hands.has('switch-over-region')
  return [
    ...(moment || backup ? restoring(named, { moment, backup }) : []),
    ...(hands.has('shift-traffic') ? shifting(named) : []),
    ...(failover || switchover ? promoting(named, { failover, switchover }) : []),
  ]
}
