import { type ClockOffset, type DatedAnswer, farTime, onOurClock, withAnswer } from '../../../measure/far-clock.ts'
import { monotonicNow } from '../../../system/clock.ts'

/** As much of an answer as tells its time. */
interface Answer {
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** This machine's monotonic clock, in milliseconds. */
export function monotonicMs(): number {
  return Number(BigInt(monotonicNow())) / 1e6
}

/** How AWS's clocks stand to ours: heard from the `Date` of every answer, of each service by itself. */
export class FarClocks {
  readonly #offsets = new Map<string, ClockOffset>()

  /** What is known of a service's clock; undefined before its first answer. */
  of(service: string): ClockOffset | undefined {
    return this.#offsets.get(service)
  }

  /**
   * When something happened that a service dates, on our monotonic clock in milliseconds; undefined where too little is known
   * of its clock to say.
   */
  onOurs(service: string, { from, to }: { readonly from: Date; readonly to: Date }) {
    return onOurClock(this.of(service), { from: from.getTime(), to: to.getTime() })
  }

  /** What a service's clock shows now, milliseconds since 1970; undefined before its first answer. */
  now(service: string): { readonly lo: number; readonly hi: number } | undefined {
    const offset = this.of(service)
    return offset === undefined ? undefined : farTime(offset, monotonicMs())
  }

  /** Passes a request on, and takes down what its answer says of the service's clock: of one that says no as well. */
  async heard<Response extends { readonly response: unknown }>(
    service: string,
    send: () => Promise<Response>,
  ): Promise<Response> {
    const sentMs = monotonicMs()
    const sent = await send()
    const dateMs = Date.parse((sent.response as Answer | undefined)?.headers?.['date'] ?? '')
    if (!Number.isNaN(dateMs)) this.hear(service, { sentMs, receivedMs: monotonicMs(), dateMs })
    return sent
  }

  hear(service: string, answer: DatedAnswer): void {
    this.#offsets.set(service, withAnswer(this.#offsets.get(service), answer))
  }
}
