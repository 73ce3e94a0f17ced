import { expect } from 'chai'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CANARY_CONTRACT, CanaryService } from '../../support/canary-service.ts'
import { DrillSandbox, type RunningDrill } from '../../support/drill.ts'

/** For how long the service is really down, in milliseconds. */
const DOWN_MS = 1_000
/** Occurs nowhere else. */
const SECRET = 'planted-7f3a-observe'

/** Quick, and with room for a machine that is busy with other tests. */
const QUICK = {
  measurement: { goodWithin: '1s', availability: 0.8, windowProbes: 30, holdDown: '300ms', relapseBudget: 9 },
  warmUp: { window: '300ms', agreeWithin: 10, atMost: '60s' },
}

describe('blackstart observe', function () {
  this.timeout(120_000)
  let sandbox: DrillSandbox
  let service: CanaryService

  beforeEach(async () => {
    sandbox = new DrillSandbox({ env: { SHOP_TOKEN: SECRET } })
    service = await CanaryService.start()
  })
  afterEach(async () => {
    process.removeAllListeners('SIGUSR2')
    await service.down()
    const remains = await sandbox.remains()
    expect(remains.filter((text) => text.startsWith('process'))).to.deep.equal([])
    sandbox.dispose()
  })

  /** @param http - the contract; undefined: the service is only asked whether it answers */
  function observe(http: object | undefined, ...args: string[]): RunningDrill {
    const config = join(sandbox.folder, 'blackstart.config.ts')
    const canary = http === undefined ? {} : { canary: { http } }
    writeFileSync(config, `export default ${JSON.stringify({ ...QUICK, ...canary })}\n`)
    return sandbox.observe('--url', service.url, '--every', '50ms', '--timeout', '1500ms', '--config', config, ...args)
  }

  async function outage(ms = DOWN_MS): Promise<void> {
    await service.down()
    await sleep(ms)
    await service.up()
  }

  it('brackets the fault by the command that causes it, counts the loss, and keeps secrets to itself', async () => {
    const lost: string[] = []
    process.once('SIGUSR2', () => {
      // The newest acknowledged write of one writer is lost in the fault.
      const [writer = '', seqs = []] = [...service.rows].find(([name]) => name.endsWith('-http-fresh')) ?? []
      lost.push(`${writer}/${String(seqs.pop())}`)
      void outage()
    })
    const headers = { authorization: { env: 'SHOP_TOKEN', prefix: 'Bearer ' } }
    const mark = `kill -USR2 ${process.pid}; echo "broken with $SHOP_TOKEN"`
    const promise = ['--objective', 'rto=30s', '--objective', 'rpo=0s']
    const watched = observe({ ...CANARY_CONTRACT, headers }, ...promise, '--mark-command', mark)
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
    for (const text of [stdout, stderr, ...(await lines), ...filesOf(sandbox.record())]) {
      expect(text).to.not.include(SECRET)
    }

    const analyzed = await sandbox.command('analyze', sandbox.record(), '--json')
    expect(JSON.parse(analyzed.stdout)).to.deep.include({ verdict: 'fail', measurements: report.measurements })
    const cleaned = await sandbox.command('canary', 'clean', sandbox.record())
    expect(cleaned.code, cleaned.stderr).to.equal(0)
    expect(service.rows.size).to.equal(0)
  })

  it('judges downtime when nobody marks the fault, and says what it did not measure', async () => {
    const watched = observe(undefined, '--objective', 'rto=10ms', '--objective', 'rpo=0s')
    await watched.line(/steady: it may be broken now/)
    // Long enough that even a prober that was blind for a second can tell.
    await outage(2 * DOWN_MS)
    const report = await watched.report()
    const { code } = await watched.ended
    expect([report.verdict, code], JSON.stringify(report.reasons)).to.deep.equal(['fail', 1])
    const [rto, rpo] = report.objectives
    expect(rto).to.deep.include({ verdict: 'fail', judgedOn: 'downtime', actual: report.measurements.downtimeMs })
    expect(rpo?.reasons.map(({ code }) => code)).to.deep.equal(['rpo-not-measured'])
    expect(report.measurements.rtaMs).to.deep.equal({ lo: null, hi: null })
    expect(report.measurements.downtimeMs.hi).to.be.greaterThan(2 * DOWN_MS)
    expect(report.reasons.map(({ code }) => code)).to.include('fault-unmarked')
    expect(service.rows.size).to.equal(0)
  })

  it('ends with Ctrl-C, and passes nothing when nothing happened', async () => {
    const watched = observe(undefined, '--objective', 'rto=30s')
    await watched.line(/steady: it may be broken now/)
    watched.signal('SIGINT')
    const report = await watched.report()
    expect([report.verdict, (await watched.ended).code]).to.deep.equal(['inconclusive', 2])
    expect(report.reasons.map(({ code }) => code)).to.deep.equal(['no-effect-seen', 'fault-unmarked'])
  })

  it('leaves nothing behind when it is killed, and a record that says so', async () => {
    const watched = observe(undefined, '--objective', 'rto=30s')
    await watched.line(/steady: it may be broken now/)
    watched.signal('SIGKILL')
    await watched.ended
    const { code, stdout } = await sandbox.command('analyze', sandbox.record(), '--json')
    expect(code).to.equal(2)
    const { reasons } = JSON.parse(stdout) as { reasons: { code: string }[] }
    expect(reasons.map(({ code }) => code)).to.include('killed')
  })

  it('tells all that is wrong before anything is started', async () => {
    const finds = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await sandbox.command('observe', ...args)
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
