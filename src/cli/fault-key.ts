import type { FaultKey } from '../drill/fault-mark.ts'
import { monotonicNow } from '../system/clock.ts'

/** What a terminal in raw mode is, as far as we need it; `process.stdin` is one. */
interface Keyboard {
  setRawMode(raw: boolean): unknown
  resume(): unknown
  pause(): unknown
  on(event: 'data', listener: (data: Buffer) => void): unknown
  off(event: 'data', listener: (data: Buffer) => void): unknown
}

const CTRL_C = '\u0003'
const MARKS = new Set([' ', '\r', '\n'])

/** Listens for the key by which a person marks the fault. */
export class TerminalKey implements FaultKey {
  readonly #pressed = Promise.withResolvers<string>()
  #armed = false
  readonly #keyboard: Keyboard
  readonly #listener: (data: Buffer) => void
  readonly #restore: () => void

  /** @param onInterrupt - Ctrl-C: in raw mode the terminal hands over the key and sends no signal */
  constructor(keyboard: Keyboard, onInterrupt: () => void) {
    this.#keyboard = keyboard
    this.#listener = (data) => {
      const atNs = monotonicNow()
      for (const key of data.toString()) {
        if (key === CTRL_C) onInterrupt()
        else if (this.#armed && MARKS.has(key)) this.#pressed.resolve(atNs)
      }
    }
    this.#restore = () => keyboard.setRawMode(false)
    keyboard.setRawMode(true)
    // However this process ends, but for SIGKILL, the terminal is handed back as it was.
    process.once('exit', this.#restore)
    keyboard.on('data', this.#listener)
    keyboard.resume()
  }

  arm(): Promise<string> {
    this.#armed = true
    return this.#pressed.promise
  }

  release(): void {
    this.#keyboard.off('data', this.#listener)
    this.#keyboard.pause()
    this.#restore()
    process.off('exit', this.#restore)
  }
}
