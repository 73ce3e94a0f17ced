import { EventEmitter } from 'node:events'
import { expect } from 'chai'
import { TerminalKey } from '../../src/cli/fault-key.ts'
import { monotonicNow } from '../../src/system/clock.ts'

class Keyboard extends EventEmitter {
  readonly raw: boolean[] = []
  setRawMode(raw: boolean): void {
    this.raw.push(raw)
  }
  resume(): void {}
  pause(): void {}
  type(text: string): void {
    this.emit('data', Buffer.from(text))
  }
}

describe('TerminalKey', () => {
  for (const [name, key] of [
    ['space', ' '],
    ['enter', '\r'],
  ] as const) {
    it(`takes the time of the first ${name} after it was asked for, and of no other key`, async () => {
      const keyboard = new Keyboard()
      const terminal = new TerminalKey(keyboard, () => {})
      // Pressed in the warm-up, perhaps out of impatience: nothing was to be broken yet.
      keyboard.type(key)
      const pressed = terminal.arm()
      keyboard.type('xq')
      const before = BigInt(monotonicNow())
      keyboard.type(key)
      const after = BigInt(monotonicNow())
      keyboard.type(key)
      const at = BigInt(await pressed)
      terminal.release()
      expect(at >= before && at <= after).to.equal(true)
    })
  }

  it('passes Ctrl-C on, and hands the terminal back', () => {
    const keyboard = new Keyboard()
    let interrupts = 0
    const terminal = new TerminalKey(keyboard, () => interrupts++)
    keyboard.type('\u0003')
    terminal.release()
    keyboard.type('\u0003')
    expect(interrupts).to.equal(1)
    expect(keyboard.raw).to.deep.equal([true, false])
  })
})
