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

/** What such runbooks leave in the account, which no undo takes back. */
export function leftByHand(hands: ReadonlySet<AwsHand>): readonly string[] {
  return [
    ...(hands.has('restore-moment') || hands.has('restore-backup')
      ? ['the restored copy of the database, where clients were led to it: it is named, and never deleted by itself']
      : []),
    ...(hands.has('fail-over-region') || hands.has('switch-over-region')
      ? ['the writer in the second region: the way back is a switchover of yours']
      : []),
  ]
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
