import type { ProvisionProgress } from '../load/provision.ts'

/** Shows what is being done to get k6: on a terminal in one line that is redrawn, elsewhere a line every ten seconds. */
export class ProvisionView {
  #step = ''
  #lastLineAtMs = 0
  #drawn = false

  readonly show = ({ way, text, elapsedMs }: ProvisionProgress): void => {
    const line = `k6 (${way}): ${text} ${Math.round(elapsedMs / 1_000)} s`
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`)
      this.#drawn = true
      return
    }
    const step = `${way}: ${text}`
    if (step === this.#step && elapsedMs - this.#lastLineAtMs < 10_000) return
    this.#step = step
    this.#lastLineAtMs = elapsedMs
    process.stderr.write(`${line}\n`)
  }

  done(): void {
    if (this.#drawn) process.stderr.write('\r\x1b[2K')
  }
}
