import { Duplex } from 'node:stream'
import { expect } from 'chai'
import {
  Hands,
  HandsError,
  HandsImageError,
  HandsOnDemand,
} from '../../../../src/environments/containers/engine/hands.ts'
import { FakeEngine } from '../fake-engine.ts'

/** A shell that answers as told, in frames, in pieces of three bytes. */
class FakeShell extends Duplex {
  readonly written: string[] = []
  answer: () => string = () => '@@blackstart-end 0\n'

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written.push(chunk.toString())
    const text = Buffer.from(this.answer())
    const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, text.length])
    const frame = Buffer.concat([head, text])
    for (let at = 0; at < frame.length; at += 3) this.push(frame.subarray(at, at + 3))
    done()
  }
}

class EngineWithShell extends FakeEngine {
  readonly fakeShell = new FakeShell()
  image = true

  override async containers(): Promise<readonly string[]> {
    return []
  }

  override async hasImage(): Promise<boolean> {
    return this.image
  }

  override async run(): Promise<string> {
    this.calls.push('run')
    return 'hands-id'
  }

  override async shell(): Promise<Duplex> {
    return this.fakeShell
  }
}

describe('helper container', () => {
  let engine: EngineWithShell
  const settings = { image: 'helper', project: 'p', drillId: 'd' }

  beforeEach(() => {
    engine = new EngineWithShell()
  })

  it('runs scripts one after the other and returns what each printed', async () => {
    const hands = await Hands.open(engine, settings)
    let count = 0
    engine.fakeShell.answer = () => `answer ${++count}\n@@blackstart-end 0\n`
    expect(await Promise.all([hands.run('one'), hands.run('two')])).to.deep.equal(['answer 1', 'answer 2'])
    expect(engine.fakeShell.written[0]).to.equal('( one\n) 2>&1 </dev/null; echo "@@blackstart-end $?"\n')
  })

  it('throws the words of a script that failed, and goes on', async () => {
    const hands = await Hands.open(engine, settings)
    engine.fakeShell.answer = () => 'no such process\n@@blackstart-end 3\n'
    const error = await hands.run('x').catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(HandsError).and.include({ code: 3, message: 'no such process' })
    engine.fakeShell.answer = () => '@@blackstart-end 0\n'
    expect(await hands.run('y')).to.equal('')
  })

  it('answers nothing more when its shell is gone', async () => {
    const hands = await Hands.open(engine, settings)
    engine.fakeShell.answer = () => ''
    const waiting = hands.run('x').catch((thrown: unknown) => thrown)
    await new Promise((resolve) => setImmediate(resolve))
    engine.fakeShell.destroy()
    expect(String(await waiting)).to.include('gone')
    expect(String(await hands.run('y').catch((thrown: unknown) => thrown))).to.include('gone')
  })

  it('says how to get the image that is missing; nothing is started', async () => {
    engine.image = false
    const error = await Hands.open(engine, settings).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(HandsImageError)
    expect(String(error)).to.include('docker build -t blackstart-hands')
    expect(engine.calls).to.deep.equal([])
  })

  it('is opened anew when it could not be opened, or is gone; and only once by all who ask', async () => {
    const shells: FakeShell[] = []
    engine.shell = async () => {
      if (shells.length === 0) {
        shells.push(new FakeShell())
        throw new Error('create: not within 15000 ms')
      }
      shells.push(new FakeShell())
      return shells.at(-1) as FakeShell
    }
    const onDemand = new HandsOnDemand(engine, settings)
    expect(String(await onDemand.get().catch((thrown: unknown) => thrown))).to.include('not within')
    const first = await onDemand.get()
    expect(await onDemand.get()).to.equal(first)
    shells.at(-1)?.destroy()
    await new Promise((resolve) => setImmediate(resolve))
    expect(first.isGone).to.equal(true)
    const [second, same] = await Promise.all([onDemand.get(), onDemand.get()])
    expect(second).to.equal(same).and.not.to.equal(first)
    expect(await second.run('x')).to.equal('')
    await onDemand.close()
  })
})
