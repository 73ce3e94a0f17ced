import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { change, fence, runbookText } from '../../integration/runbook/a-runbook.ts'

const PROGRAM = fileURLToPath(new URL('../../../bin/blackstart.js', import.meta.url))

describe('the command line of runbooks', function () {
  this.timeout(60_000)
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-runbook-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess =>
    spawn(process.execPath, [PROGRAM, ...args], {
      cwd: folder,
      env: { ...process.env, HOME: folder, ...env },
      stdio: 'ignore',
    })
  const blackstart = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const options = { cwd: folder, env: { ...process.env, HOME: folder, ...env }, encoding: 'utf8' } as const
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], options)
    return { status, stdout, stderr }
  }
  const write = (text: string): void => writeFileSync(join(folder, 'book.md'), text)
  const log = (): string => {
    try {
      return readFileSync(join(folder, 'log'), 'utf8')
    } catch {
      return ''
    }
  }
  const record = (): string => join(folder, 'reports', readdirSync(join(folder, 'reports'))[0] ?? '')

  it('executes, and keeps journal, JSON and Markdown', () => {
    write(runbookText([change('a')]))
    const { status, stdout } = blackstart(['runbook', 'run', 'book.md', '--mode', 'drill'])
    expect(status, stdout).to.equal(0)
    const transcript = JSON.parse(readFileSync(join(record(), 'book.json'), 'utf8')) as {
      outcome: string
      clock: object
    }
    expect(transcript.outcome).to.equal('done')
    expect(transcript.clock).to.include({ creditedMs: 60_000, rtoMs: 900_000 })
    expect(readFileSync(join(record(), 'book.md'), 'utf8')).to.include('| 2. Step 2 | done |')
  })

  it('counts the recovery clock from the alarm', () => {
    write(runbookText([change('a')]))
    const { status, stdout } = blackstart(['runbook', 'run', 'book.md', '--mode', 'drill', '--since', '14m'])
    expect(stdout).to.match(/\nT\+14:00 of 15:00 {2}step 1\/2 {2}slack -01:00\n/)
    // With the minute that people need it is too late.
    expect(stdout).to.include('over by')
    expect(status).to.equal(1)
    expect(blackstart(['runbook', 'run', 'book.md', '--mode', 'drill', '--since', 'soon'])).to.include({ status: 64 })
  })

  it('ends with 1 when a step fails, and with 4 when its undo fails', () => {
    write(runbookText([change('a', 'inverse', 'false')]))
    expect(blackstart(['runbook', 'run', 'book.md', '--mode', 'drill'])).to.include({ status: 1 })
    write(runbookText([change('a', 'inverse', 'false').replace('echo "undo a"', 'false; echo "undo a"')]))
    const { status, stdout } = blackstart(['runbook', 'run', 'book.md', '--mode', 'drill'])
    expect(status).to.equal(4)
    expect(stdout).to.include('Call us.')
  })

  it('ends with 64 for a missing input, telling how to find it, and for a file with findings', () => {
    write(runbookText([change('a')], ['`REGION` | x | ask the duty officer']))
    const missing = blackstart(['runbook', 'run', 'book.md', '--mode', 'drill'])
    expect(missing.status).to.equal(64)
    expect(missing.stderr).to.include('ask the duty officer')
    write(runbookText([change('a')]).replace('**Undo**', '**Undoo**'))
    expect(blackstart(['runbook', 'run', 'book.md', '--mode', 'drill'])).to.include({ status: 64 })
    expect(log()).to.equal('')
  })

  it('finds drift: 1 for a runbook that was never proven, 64 for wrong input', () => {
    write(runbookText([change('a')]))
    const found = blackstart(['runbook', 'drift', 'book.md', '--json'])
    expect(found.status, found.stderr).to.equal(1)
    expect(JSON.parse(found.stdout)).to.have.nested.property('runbooks[0].findings[0].kind', 'never-passed')
    const wrong = blackstart(['runbook', 'drift', 'none.md', '--max-age', 'soon'])
    expect(wrong.status).to.equal(64)
    expect(wrong.stderr)
      .to.match(/--max-age 'soon'/)
      .and.to.match(/none\.md/)
  })

  it('ends with 64 for live without a terminal', () => {
    write(runbookText([change('a')]))
    expect(blackstart(['runbook', 'run', 'book.md'])).to.include({ status: 64 })
    expect(log()).to.equal('')
  })

  it('leaves no trace of a secret', () => {
    const secret = 'correct-horse-battery'
    const leak = fence('**Check**:', 'echo "$API_TOKEN"; echo "token=$API_TOKEN" >&2').replace(
      '$API_TOKEN"; echo',
      '$API_TOKEN" >&2; true; echo',
    )
    write(runbookText([leak], ['`API_TOKEN` | secret | the vault']))
    const { stdout, stderr } = blackstart(['runbook', 'run', 'book.md', '--mode', 'drill'], { API_TOKEN: secret })
    expect(stdout).to.include('***')
    expect(stdout + stderr).not.to.include(secret)
    for (const name of readdirSync(record(), { recursive: true, encoding: 'utf8' })) {
      if (name !== 'bin') expect(readFileSync(join(record(), name), 'utf8'), name).not.to.include(secret)
    }
  })

  it('goes on after a SIGKILL without a second start of the half-done change', async () => {
    write(runbookText([change('a'), change('b', 'inverse', 'sleep 2; echo "b is in force" >> "$HOME/log"')]))
    const child = start(['runbook', 'run', 'book.md', '--mode', 'drill'])
    while (!log().includes('do b')) await sleep(30)
    child.kill('SIGKILL')
    const { status, stdout } = blackstart(['runbook', 'resume', record()])
    expect(status, stdout).to.equal(0)
    expect(stdout).to.include('was half done; its check says that it is in force')
    // The block had outlived its runner, and was waited for.
    expect(log().trim().split('\n')).to.deep.equal(['do a', 'do b', 'b is in force'])
    expect(blackstart(['runbook', 'resume', record()])).to.include({ status: 64 })
  })

  describe('sql', () => {
    let server: Server
    const sockets: Socket[] = []

    before((done) => {
      // Accepts, and never says a word.
      server = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1', done)
    })
    after((done) => {
      for (const socket of sockets) socket.destroy()
      server.close(done)
    })

    it('ends with 69 when nobody answers: refused, or silent', () => {
      const { port } = server.address() as AddressInfo
      expect(blackstart(['sql', 'URL', 'select 1'], { URL: 'postgres://x@127.0.0.1:1/x' })).to.include({ status: 69 })
      const silent = { URL: `postgres://x@127.0.0.1:${port}/x` }
      expect(blackstart(['sql', 'URL', 'select 1', '--timeout', '300ms'], silent)).to.include({ status: 69 })
    })

    it('ends with 1 for a name that does not resolve', () => {
      const env = { URL: 'postgres://x@nowhere.invalid/x' }
      expect(blackstart(['sql', 'URL', 'select 1'], env)).to.include({ status: 1 })
    })

    it('ends with 64 for wrong usage, and never shows an address', () => {
      expect(blackstart(['sql', 'NOT_SET', 'select 1'])).to.include({ status: 64 })
      expect(blackstart(['sql', 'URL', 'select 1'], { URL: 'mysql://x' })).to.include({ status: 64 })
      expect(blackstart(['sql', 'URL'], { URL: 'postgres://x@127.0.0.1:1/x' })).to.include({ status: 64 })
      const { stderr } = blackstart(['sql', 'postgres://x:hidden@h/x', 'select 1'])
      expect(stderr).not.to.include('hidden')
    })
  })
})
