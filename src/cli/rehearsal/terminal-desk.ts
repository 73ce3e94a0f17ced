import { createInterface } from 'node:readline/promises'
import { createLogUpdate } from 'log-update'
import { viewFor } from '../../report/paint.ts'
import { withoutControls } from '../../report/words.ts'
import { type Desk, INTERRUPTED, type Panel } from '../../runbook/rehearse/desk.ts'
import type { DrillView } from '../drill-view.ts'
import { keyIn } from './keys.ts'
import { renderPanel } from './panel.ts'

/** How often the clock is drawn, in milliseconds. */
const DRAW_MS = 250
const BELL = '\u0007'

/** The person's terminal: keys from standard input, one panel on standard error that is redrawn as the clock goes on. */
export class TerminalDesk implements Desk {
  readonly #view: DrillView
  readonly #update = createLogUpdate(process.stderr)
  #panel: (() => Panel) | undefined
  #onKey: ((key: string) => void) | undefined
  #signal = new AbortController().signal

  constructor(view: DrillView) {
    this.#view = view
  }

  async during<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    this.#signal = signal
    const timer = setInterval(() => this.#draw(), DRAW_MS)
    return await this.#view.whileHidden(async () => {
      process.stderr.write(BELL)
      this.#listen(true)
      // However this process ends, but for SIGKILL, the terminal is handed back as it was.
      const restore = (): void => void process.stdin.setRawMode(false)
      process.once('exit', restore)
      try {
        return await work()
      } finally {
        clearInterval(timer)
        this.#listen(false)
        process.off('exit', restore)
        this.#panel = undefined
        this.#update.clear()
      }
    })
  }

  async ask(panel: () => Panel, settled?: Promise<string>): Promise<string> {
    if (this.#signal.aborted) return INTERRUPTED
    const { promise, resolve } = Promise.withResolvers<string>()
    const interrupted = (): void => resolve(INTERRUPTED)
    this.#signal.addEventListener('abort', interrupted, { once: true })
    this.#onKey = (key) => {
      if (panel().choices.some((choice) => choice.key === key)) resolve(key)
    }
    void settled?.then(resolve)
    this.watch(panel)
    try {
      return await promise
    } finally {
      this.#signal.removeEventListener('abort', interrupted)
      this.#onKey = undefined
    }
  }

  async askText(question: string): Promise<string | undefined> {
    this.#listen(false)
    this.#panel = undefined
    this.#update.clear()
    const terminal = createInterface({ input: process.stdin, output: process.stderr })
    terminal.once('SIGINT', () => {
      terminal.close()
      process.kill(process.pid, 'SIGINT')
    })
    const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
    try {
      const typed = terminal.question(` ${question} `, { signal: this.#signal }).catch(() => '')
      const text = (await Promise.race([typed, ended])).trim()
      return text === '' ? undefined : text
    } finally {
      terminal.close()
      this.#listen(true)
    }
  }

  watch(panel: () => Panel): void {
    this.#panel = panel
    this.#draw()
  }

  say(line: string): void {
    this.#update.clear()
    process.stderr.write(
      `${line
        .split('\n')
        .map((part) => ` ${withoutControls(part)}`)
        .join('\n')}\n`,
    )
    this.#draw()
  }

  #draw(): void {
    if (this.#panel !== undefined) this.#update(`\n${renderPanel(this.#panel(), viewFor(process.stderr, process.env))}`)
  }

  #listen(on: boolean): void {
    process.stdin.setRawMode(on)
    if (on) {
      process.stdin.on('data', this.#onData)
      process.stdin.resume()
    } else {
      process.stdin.off('data', this.#onData)
      process.stdin.pause()
    }
  }

  readonly #onData = (data: Buffer): void => {
    const key = keyIn(data.toString())
    // In raw mode the terminal hands over the key and sends no signal.
    if (key === 'interrupt') process.kill(process.pid, 'SIGINT')
    else if (key !== undefined) this.#onKey?.(key)
  }
}
