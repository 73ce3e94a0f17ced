import type { Evidence } from '../../../model/fault.ts'
import type { ActionState, Experiment } from '../ports/fis.ts'
import { evidence } from './aws-fault.ts'

/** Actions that do nothing to anything: they wait, or look. */
const IDLE: ReadonlySet<string> = new Set(['aws:fis:wait', 'aws:cloudwatch:assert-alarm-state'])

/** Of an experiment, or of an action: it does not do what it was to do, or not any more. */
const BROKEN: ReadonlySet<string> = new Set(['failed', 'cancelled', 'stopping', 'stopped', 'skipped'])

export function isIdle(actionId: string): boolean {
  return IDLE.has(actionId)
}

export function hasBegun({ status }: ActionState): boolean {
  return status === 'running' || status === 'completed'
}

/** What the state of an experiment says about the fault; undefined while what is to begin has not begun. */
export function statementOf({ id, status, reason, error, actions }: Experiment): Evidence | undefined {
  const skipped = actions.filter((action) => action.status === 'skipped').map(({ name }) => name)
  if (skipped.length > 0) return evidence(false, `${id}: ${skipped.join(', ')} skipped, so it was not exercised`)
  const ended = actions.filter((action) => BROKEN.has(action.status))
  switch (status) {
    case 'failed':
      return evidence(false, `${id} has failed: ${error ?? reason}`)
    case 'cancelled':
      return evidence(false, `${id} was cancelled: the safety lever of the account blocks experiments`)
    case 'stopping':
    case 'stopped':
      return evidence(false, `${id} is ${status}: an alarm guards it, or somebody stopped it`)
    default:
      if (ended.length > 0) return evidence(false, `${id} is ${status}, and ${said(ended)}: ${ended[0]?.reason}`)
      return isInForce(actions) ? evidence(true, `${id} is ${status}: ${said(actions)}`) : undefined
  }
}

/**
 * Whether what was begun has gone on as it should, when it is about to be undone.
 *
 * @param mayEnd - it is over in time by itself; else it lasts until it is stopped
 */
export function heldStatement({ id, status, reason, error, actions }: Experiment, mayEnd: boolean): Evidence {
  const broken = actions.filter((action) => BROKEN.has(action.status))
  const why = error ?? reason
  if (broken.length > 0) return evidence(false, `${id} is ${status}, and ${said(broken)}: ${why}`)
  if (BROKEN.has(status)) return evidence(false, `${id} is ${status} before its time: ${why}`)
  if (status === 'completed' && !mayEnd) return evidence(false, `${id} is over before it was undone`)
  return evidence(true, `${id} is ${status}: ${said(actions)}`)
}

/** What waits for another action has its time still to come; something must act already. */
function isInForce(actions: readonly ActionState[]): boolean {
  const over = new Set(actions.filter(({ status }) => status === 'completed').map(({ name }) => name))
  const due = actions.filter(({ startAfter }) => startAfter.every((name) => over.has(name)))
  return due.every(hasBegun) && actions.some((action) => hasBegun(action) && !isIdle(action.actionId))
}

function said(actions: readonly ActionState[]): string {
  return actions.map(({ name, status }) => `${name} ${status}`).join(', ')
}
