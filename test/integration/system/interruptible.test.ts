import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { runInterruptible } from '../../../src/system/interruptible.ts'
import { waitFor } from '../../../src/system/wait.ts'

const LONG_MS = 60_000

describe('runInterruptible', function () {
  this.timeout(2 * LONG_MS)
  let folder: string
  let ready: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-interruptible-'))
    ready = join(folder, 'ready')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Runs a program that says when it has set itself up: it leaves its pid in a file. */
  function start(program: string, signal: AbortSignal, clearUpMs = LONG_MS) {
    const told = `${program}; require('node:fs').writeFileSync(process.argv[1], String(process.pid))`
    return runInterruptible(process.execPath, ['-e', told, ready], { signal, clearUpMs })
  }
  const untilReady = () =>
    waitFor('the program', () => existsSync(ready) && readFileSync(ready, 'utf8') !== '', { timeoutMs: LONG_MS })

  it('hands on what a program says, and how it ends', async () => {
    const program = "console.log('out'); console.error('err'); process.exitCode = 3"
    expect(await start(program, new AbortController().signal)).to.deep.equal({
      exitCode: 3,
      ended: true,
      stdout: 'out\n',
      stderr: 'err\n',
    })
  })

  it('interrupts it, and waits until it has cleared up', async () => {
    const controller = new AbortController()
    const program = `
      const stay = setInterval(() => {}, 1000)
      process.on('SIGINT', () => setTimeout(() => { console.log('undone'); clearInterval(stay) }, 50))
    `
    const ending = start(program, controller.signal)
    await untilReady()
    controller.abort()
    expect(await ending).to.deep.include({ exitCode: 0, ended: true, stdout: 'undone\n' })
  })

  it('does not wait for ever, and leaves alive what may be undoing', async () => {
    const controller = new AbortController()
    const ending = start("process.on('SIGINT', () => {}); setInterval(() => {}, 1000)", controller.signal, 100)
    await untilReady()
    controller.abort()
    expect(await ending).to.include({ exitCode: null, ended: false })
    expect(process.kill(Number(readFileSync(ready, 'utf8')), 'SIGKILL')).to.equal(true)
  })

  it('throws what the system says where there is no such program', async () => {
    const options = { signal: new AbortController().signal, clearUpMs: LONG_MS }
    const error: unknown = await runInterruptible(join(folder, 'none'), [], options).catch((thrown: unknown) => thrown)
    expect(error).to.include({ code: 'ENOENT' })
  })
})
