import { monotonicNow } from '../../../system/clock.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import { explained } from '../clients/errors.ts'

/** How a part of the control plane has been silent. */
interface Silence {
  looks: number
  inARow: number
  readonly sinceNs: string
  untilNs: string
  last: string
}

/** Parts of the control plane that did not answer at some time: what they did meanwhile, nobody has seen. */
export class Silences {
  readonly #of = new Map<string, Silence>()

  /** So many looks in a row have failed by now. */
  inARow(part: string): number {
    return this.#of.get(part)?.inARow ?? 0
  }

  answered(part: string): void {
    const silence = this.#of.get(part)
    if (silence !== undefined) silence.inARow = 0
  }

  /** @param sinceNs - when the look began */
  failed(part: string, sinceNs: string, error: unknown): void {
    const silence = this.#of.get(part) ?? { looks: 0, inARow: 0, sinceNs, untilNs: sinceNs, last: '' }
    this.#of.set(part, silence)
    silence.looks += 1
    silence.inARow += 1
    silence.untilNs = monotonicNow()
    silence.last = explained(error)
  }

  get events(): readonly ControlPlaneEvent[] {
    return [...this.#of].map(([component, { looks, sinceNs, untilNs, last }]) => ({
      kind: 'control-plane-silent',
      component,
      text: `${looks} ${looks === 1 ? 'look' : 'looks'} at ${component} failed, the last one with ${last}`,
      source: 'blackstart',
      fromNs: sinceNs,
      toNs: untilNs,
    }))
  }
}
