import { formatMs } from '../model/duration.ts'
import type { DebriefedStep, DebriefedWait, Slip, TimedAct } from '../model/rehearsal.ts'
import type { DebriefInput } from './debrief-input.ts'

/** A debrief as far as it has come. */
interface SlipInput extends DebriefInput {
  readonly steps: readonly DebriefedStep[]
  readonly order: readonly number[]
  readonly waits: readonly DebriefedWait[]
}

/** What did not go as the runbook has it, in the order in which people ask: order, what was left out, what took long, the end. */
export function slipsOf(input: SlipInput): Slip[] {
  return [
    ...outOfOrder(input.order),
    ...ofActs(input.rehearsal.acts),
    ...notDone(input),
    ...lateAcknowledgement(input),
    ...overTime(input),
    ...declaration(input),
  ]
}

/** A change that was made while one of an earlier step was still to be made. */
function outOfOrder(order: readonly number[]): Slip[] {
  return order.flatMap((step, index): Slip[] => {
    const later = order.slice(index + 1).filter((other) => other < step)
    if (later.length === 0) return []
    return [
      { kind: 'out-of-order', text: `step ${step} was done before step ${later.toSorted((a, b) => a - b).join(', ')}` },
    ]
  })
}

function ofActs(acts: readonly TimedAct[]): Slip[] {
  return acts.flatMap(({ act, step, text }): Slip[] => {
    const where = step === undefined ? '' : `step ${step}: `
    if (act === 'skipped') return [{ kind: 'skipped', text: `${where}skipped: ${text}` }]
    if (act === 'overruled') return [{ kind: 'overruled', text: `${where}went on although ${text}` }]
    if (act === 'again') return [{ kind: 'looked-again', text: `${where}looked again, for ${text}` }]
    if (act === 'gave-up') return [{ kind: 'gave-up', text: `${where}${text}` }]
    return []
  })
}

/** Of somebody who says that it is over, whatever change was left; what only looks or asks leaves nothing to be seen. */
function notDone({ steps, rehearsal, runbook }: SlipInput): Slip[] {
  const over = rehearsal.acts.some(({ act }) => act === 'declared')
  if (!over || runbook === undefined) return []
  const silent = new Set(runbook.steps.filter(({ changes }) => changes === false).map(({ number }) => number))
  return steps
    .filter(({ how, number }) => how === 'not-done' && !silent.has(number))
    .map(({ number, title }) => ({ kind: 'not-done', text: `step ${number} (${title}) was not seen to be done` }))
}

/** The time that the runbook grants for noticing is until somebody is there. */
function lateAcknowledgement({ rehearsal, runbook, fault }: SlipInput): Slip[] {
  const at = rehearsal.acts.find(({ act }) => act === 'acknowledged')?.atMs
  if (at === undefined || runbook?.detectMs === undefined || fault.lo === null) return []
  const tookMs = at - fault.lo
  if (tookMs <= runbook.detectMs) return []
  const text = `acknowledged ${formatMs(tookMs)} after the fault; the runbook grants ${formatMs(runbook.detectMs)}`
  return [{ kind: 'late-acknowledgement', text }]
}

function overTime({ steps, waits }: SlipInput): Slip[] {
  const ofSteps = steps.flatMap(({ number, tookMs, expectMs }): Slip[] =>
    tookMs === null || tookMs <= expectMs
      ? []
      : [{ kind: 'over-time', text: `step ${number} took ${formatMs(tookMs)} of ${formatMs(expectMs)}` }],
  )
  const ofWaits = waits.flatMap(({ step, text, tookMs, allowedMs }): Slip[] =>
    tookMs === null || tookMs <= allowedMs
      ? []
      : [{ kind: 'over-time', text: `step ${step}: ${text} took ${formatMs(tookMs)} of ${formatMs(allowedMs)}` }],
  )
  return [...ofSteps, ...ofWaits]
}

/** Whoever says that it is over before the clients are served is wrong by all that follows; later, they looked away. */
function declaration({ rehearsal, recovery, runbook }: SlipInput): Slip[] {
  const at = rehearsal.acts.find(({ act }) => act === 'declared')?.atMs
  if (at === undefined) return []
  if (recovery.hi === null)
    return [{ kind: 'declared-early', text: 'said that it was over, and clients were never served' }]
  if (recovery.lo !== null && at < recovery.lo) {
    const text = `said that it was over at least ${formatMs(recovery.lo - at)} before clients were served`
    return [{ kind: 'declared-early', text }]
  }
  const lastMs = runbook?.steps.at(-1)?.expectMs ?? 0
  if (at - recovery.hi <= lastMs) return []
  return [{ kind: 'declared-late', text: `clients had been served for ${formatMs(at - recovery.hi)} when it was said` }]
}
