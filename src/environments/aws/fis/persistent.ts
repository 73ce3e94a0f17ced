import { setTimeout as sleep } from 'node:timers/promises'
import { isPassing } from '../clients/errors.ts'
import type { FisTransport } from './transport.ts'

/** What may be asked as often as one likes: it reads, or it ends something that is ended then. */
const REPEATABLE = /^(Get|List|Stop|Delete)/
const ATTEMPTS = 3
/** Before the second attempt, in milliseconds; twice that before the third. */
const PAUSE_MS = 200

/**
 * Asks again when AWS does not answer, whatever the installed client would do. What begins or creates something is asked
 * once: when that answer is lost, the state is read.
 */
export function persistent(transport: FisTransport): FisTransport {
  return {
    name: transport.name,
    knows: (operation) => transport.knows(operation),
    async send(operation, input) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await transport.send(operation, input)
        } catch (error) {
          if (attempt === ATTEMPTS || !REPEATABLE.test(operation) || !isPassing(error)) throw error
          await sleep(PAUSE_MS * attempt)
        }
      }
    },
  }
}
