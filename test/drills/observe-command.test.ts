import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CANARY_CONTRACT } from '../support/canary-service.ts'
import { ObservationSandbox } from '../support/observation.ts'

/** For how long the service is really down, in milliseconds. */
const DOWN_MS = 1_000
/** Occurs nowhere else. */
const SECRET = 'planted-7f3a-observe'

describe('blackstart observe', function () {
  this.timeout(120_000)
  let sandbox: ObservationSandbox

  beforeEach(async () => {
    sandbox = await ObservationSandbox.open({ SHOP_TOKEN: SECRET })
  })
  afterEach(async () => {
    process.removeAllListeners('SIGUSR2')
    await sandbox.close()
  })

  it('brackets the fault by the command that causes it, counts the loss, and keeps secrets to itself', async () => {
    const { service } = sandbox
    const lost: string[] = []
    process.once('SIGUSR2', () => {
      // The newest acknowledged write of one writer is lost in the fault.
      const [writer = '', seqs = []] = [...service.rows].find(([name]) => name.endsWith('-http-fresh')) ?? []
      lost.push(`${writer}/${String(seqs.pop())}`)
      void sandbox.outage(DOWN_MS)
    })
    const headers = { authorization: { env: 'SHOP_TOKEN', prefix: 'Bearer ' } }
    const mark = `kill -USR2 ${process.pid}; echo "broken with $SHOP_TOKEN"`
    const promise = ['--objective', 'rto=30s', '--objective', 'rpo=0s']
    const watched = sandbox.observe({ ...CANARY_CONTRACT, headers }, ...promise, '--mark-command', mark)
    const lines = commandLinesUntil(watched.ended)
    const report = await watched.report()
    const { code, stdout, stderr } = await watched.ended

    expect([report.verdict, code, report.drill.backend], stderr).to.deep.equal(['fail', 1, 'observed'])
    expect(report.objectives.map(({ name, verdict }) => [name, verdict])).to.deep.equal([
      ['rto', 'pass'],
      ['rpo', 'fail'],
    ])
    const { rtaMs, writes } = report.measurements
    expect(rtaMs.hi).to.be.greaterThan(DOWN_MS)
    expect(rtaMs.lo).to.be.greaterThan(0)
    expect(writes.lostIds.map(({ writer, seq }) => `${writer}/${seq}`)).to.deep.equal(lost)
    expect(report.observation).to.include({ markedBy: 'command' })
    expect(report.faults).to.deep.equal([])

    expect([...service.authorizations]).to.deep.equal([`Bearer ${SECRET}`])
    expect(stderr).to.include('broken with ***')
    for (const text of [stdout, stderr, ...(await lines), ...filesOf(sandbox.drills.record())]) {
      expect(text).to.not.include(SECRET)
    }

    const analyzed = await sandbox.drills.command('analyze', sandbox.drills.record(), '--json')
    expect(JSON.parse(analyzed.stdout)).to.deep.include({ verdict: 'fail', measurements: report.measurements })
    const cleaned = await sandbox.drills.command('canary', 'clean', sandbox.drills.record())
    expect(cleaned.code, cleaned.stderr).to.equal(0)
    expect(service.rows.size).to.equal(0)
  })

  it('tells all that is wrong before anything is started', async () => {
    const finds = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await sandbox.drills.command('observe', ...args)
      expect(code, stderr).to.equal(64)
      return stderr
    }
    const wrong = await finds('--url', `http://me:${SECRET}@127.0.0.1:1`, '--rate', '5', '--every', 'often')
    expect(wrong).to.include('carries a secret').and.to.not.include(SECRET)
    expect(wrong).to.include('--objective: nothing is promised').and.to.include('--rate: there is no load')
    expect(wrong).to.include("--every 'often'")
    const silent = await finds('--url', 'http://127.0.0.1:1', '--objective', 'rto=1s')
    expect(silent).to.include('http-read-fresh does not work now (connection-refused)')
  })
})

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

/** Every command line of the machine, looked at until something has ended. */
async function commandLinesUntil(ended: Promise<unknown>): Promise<string[]> {
  const seen = new Set<string>()
  const running = { over: false }
  void ended.finally(() => (running.over = true))
  while (!running.over && process.platform === 'linux') {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue
      try {
        seen.add(readFileSync(`/proc/${name}/cmdline`, 'utf8'))
      } catch {
        // It has just ended.
      }
    }
    await sleep(50)
  }
  return [...seen]
}
