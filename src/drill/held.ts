import { within } from '../system/deadline.ts'
import type { DrillContext } from './context.ts'

/** How long one look may take, in milliseconds. */
const LOOK_MS = 30_000

/**
 * Asks, before anything is undone, whether the faults that last were in force until now. They were proven when they were
 * injected; one that has ended by itself meanwhile (with a restart, say) has not tested what the scenario names, and the
 * recovery that was seen may be its end.
 */
export async function proveHeld({
  ledger,
  faults,
  emit,
}: Pick<DrillContext, 'ledger' | 'faults' | 'emit'>): Promise<void> {
  for (const { injectionId, target, state } of ledger.injections) {
    if (state !== 'verified') continue
    const what = `${target.fault.kind} of ${target.component}`
    try {
      const held = await within(what, LOOK_MS, async () => faults.held?.(ledger.intention(injectionId, target)))
      if (held === undefined || held.holds) continue
      emit({ kind: 'problem', reason: { code: 'fault-not-held', text: `${what}: ${held.text}` } })
    } catch (error) {
      const text = `${what}: nobody could look (${error instanceof Error ? error.message : String(error)})`
      emit({ kind: 'problem', reason: { code: 'fault-not-held', text } })
    }
  }
}
