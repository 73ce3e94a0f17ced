import type { InjectionReceipt } from '../../../model/fault.ts'
import { monotonicNow } from '../../../system/clock.ts'
import { type Experiment, type FisPort, isTerminal } from '../ports/fis.ts'
import { hasBegun, isIdle } from './experiment-state.ts'

/** Looks at an experiment, and knows between which looks it has begun to act. */
export class Watch {
  readonly id: string
  readonly #fis: FisPort
  #receipt: InjectionReceipt
  #isDecided = false

  /** @param asked - when FIS was asked for it */
  constructor(fis: FisPort, id: string, asked: InjectionReceipt) {
    this.#fis = fis
    this.id = id
    this.#receipt = asked
  }

  /** Whether it has begun to act, or never will. */
  get isDecided(): boolean {
    return this.#isDecided
  }

  /** From the last look at which it had not begun, or the request, to the first at which it had. */
  get receipt(): InjectionReceipt {
    return this.#receipt
  }

  async look(): Promise<Experiment> {
    const askedNs = monotonicNow()
    const experiment = await this.#fis.get(this.id)
    if (this.#isDecided) return experiment
    if (experiment.actions.some((action) => hasBegun(action) && !isIdle(action.actionId))) {
      this.#receipt = { ...this.#receipt, returnedNs: monotonicNow() }
      this.#isDecided = true
    } else if (isTerminal(experiment)) {
      this.#isDecided = true
    } else {
      this.#receipt = { askedNs, returnedNs: monotonicNow() }
    }
    return experiment
  }
}
