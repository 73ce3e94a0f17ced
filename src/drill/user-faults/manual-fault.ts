import type { IntendedInjection } from '../../model/fault.ts'
import { monotonicNow } from '../../system/clock.ts'
import { evidence, type UserFaultFamily } from './user-fault.ts'

/** What a person is asked for: to cause the fault, or to take it back. */
export type Deed = 'cause' | 'take back'

/**
 * Asks a person to do something, and waits for the answer.
 *
 * @returns whether it was done
 */
export type AskPerson = (request: string, deed: Deed) => Promise<boolean>

/** There is nobody to ask. */
export class NobodyToAskError extends Error {
  override readonly name = 'NobodyToAskError'

  constructor(request: string) {
    super(`a person is needed, and there is no terminal to ask at: ${request}`)
  }
}

/** The person did not do it. */
export class DeclinedError extends Error {
  override readonly name = 'DeclinedError'

  constructor(request: string) {
    super(`the person did not do it: ${request}`)
  }
}

/**
 * Faults that a person causes and ends. The person's word is the evidence, and the report says so; the interval of the
 * injection is from the question to the answer.
 *
 * @param ask - undefined where nobody can be asked, as in the watchdog: then only a person can say that it is over
 */
export function manualFaults(ask: AskPerson | undefined): UserFaultFamily<'manual'> {
  /** Who is asked once more while still thinking is not asked twice. */
  const asked = new Map<string, Promise<boolean>>()
  const done = new Map<number, 'injected' | 'undone'>()

  const insist = async (request: string, deed: Deed): Promise<void> => {
    if (ask === undefined) throw new NobodyToAskError(request)
    const answer = asked.get(request) ?? ask(request, deed)
    asked.set(request, answer)
    try {
      if (!(await answer)) throw new DeclinedError(request)
    } finally {
      asked.delete(request)
    }
  }

  return {
    resolve: (fault, faultIndex) => ({
      fault,
      faultIndex,
      component: `by hand ${faultIndex + 1}`,
      reversal: 'inverse',
      precondition: 'none that Blackstart could check',
      identity: { ask: fault.ask, undo: fault.undo ?? `Take back: ${fault.ask}` },
    }),

    async inject(target) {
      const askedNs = monotonicNow()
      await insist(String(target.identity['ask']), 'cause')
      done.set(target.injectionId, 'injected')
      return { askedNs, returnedNs: monotonicNow() }
    },

    async verify({ injectionId }) {
      const injected = done.get(injectionId) === 'injected'
      return evidence(injected, injected ? 'a person says that it is done' : 'nobody has said that it is done')
    },

    async undo(target) {
      if (done.get(target.injectionId) === 'undone') return
      await insist(undoOf(target), 'take back')
      done.set(target.injectionId, 'undone')
    },

    async undone({ injectionId }) {
      const undone = done.get(injectionId) === 'undone'
      return evidence(undone, undone ? 'a person says that it is taken back' : 'nobody has said that it is taken back')
    },

    byHand: (target) => `# by hand: ${undoOf(target)}`,
  }
}

function undoOf({ identity }: IntendedInjection): string {
  return String(identity['undo'])
}
