import { expect } from 'chai'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { History } from '../../../src/history/format.ts'
import { readHistory } from '../../../src/history/read-history.ts'
import { OUTCOMES } from '../../../src/model/operation.ts'
import type { HttpProbeSpec, ProberPlan } from '../../../src/model/probe.ts'
import { type ProberProcess, ProberStartError, startProber } from '../../../src/observe/prober-client.ts'
import { nowSince, takeOrigin } from '../../../src/system/clock.ts'
import { isAlive, signalExactly } from '../../../src/system/identity.ts'
import { OrderServer } from '../../support/order-server.ts'
import { httpSpec } from '../../support/probe-specs.ts'
import { proberLauncher } from '../../support/prober-process.ts'

const INTERVAL_MS = 20

describe('the prober process', function () {
  this.timeout(30_000)

  let folder: string
  let server: OrderServer
  const started: ProberProcess[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blackstart-test-'))
    server = await OrderServer.start()
  })
  afterEach(async () => {
    await Promise.all(started.splice(0).map((prober) => prober.stop()))
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  function planOf(streams: readonly Partial<HttpProbeSpec>[]): ProberPlan {
    return {
      historyFile: join(folder, 'history.ndjson'),
      origin: takeOrigin(),
      streams: streams.map((given) => httpSpec({ baseUrl: server.baseUrl, intervalMs: INTERVAL_MS, ...given })),
    }
  }

  async function start(plan: ProberPlan): Promise<ProberProcess> {
    const prober = startProber(proberLauncher, plan)
    started.push(prober)
    await prober.ready
    return prober
  }

  const fourStreams = (['write', 'read'] as const).flatMap((kind) =>
    (['fresh', 'pooled'] as const).map((connection) => ({
      id: `${kind}-${connection}`,
      kind,
      connection,
      writer: connection,
    })),
  )

  it('sees a server that is really up, refusing, hanging and resetting as what it is', async () => {
    const plan = planOf(fourStreams)
    const prober = await start(plan)
    const refusing: [number, number][] = []
    for (const mode of ['up', 'refusing', 'up', 'hanging', 'up', 'resetting', 'up'] as const) {
      await server.become(mode)
      const fromNs = nowSince(plan.origin)
      await delay(200)
      if (mode === 'refusing') refusing.push([fromNs, nowSince(plan.origin)])
    }
    expect(await prober.stop()).to.deep.equal({ code: 0, signal: null, lastWords: '' })

    const history = await readHistory(plan.historyFile)
    const seen = new Set<string>()
    for (const operation of operationsOf(history)) {
      const { id, kind, connection, writer } = plan.streams[operation.stream] as HttpProbeSpec
      const mode = server.received.get(`${writer}/${operation.seq}`)
      const what = `${id} ${operation.seq} (${mode ?? 'not received'}): ${operation.outcome} ${operation.errorClass}`
      if (kind === 'write') {
        // What a server that was closing had read is as open as what it never saw.
        if (mode === undefined) expect(['fail', 'info'], what).to.include(operation.outcome)
        if (mode === 'up') expect(['ok', 'info'], what).to.include(operation.outcome)
        if (mode === 'hanging') expect(operation, what).to.include({ outcome: 'info', errorClass: 'timeout' })
        if (mode === 'resetting') expect(operation, what).to.include({ outcome: 'info' })
        if (operation.outcome === 'ok') expect(mode, what).to.equal('up')
      }
      const refused = refusing.some(([fromNs, toNs]) => operation.sentNs > fromNs && operation.completedNs < toNs)
      if (refused && connection === 'fresh') {
        expect(operation, what).to.include({ outcome: 'fail', errorClass: 'connection-refused' })
      }
      seen.add(`${id} ${operation.outcome} ${operation.errorClass}`.trim())
    }
    expect([...seen]).to.include.members(
      fourStreams.flatMap(({ id }) => [`${id} ok`, `${id} fail connection-refused`, `${id} info timeout`]),
    )
    expect([...seen]).to.include.members(['write-fresh info connection-reset', 'read-fresh info connection-reset'])
  })

  it('misses no slot of its timetable and moves none, whatever the server does', async () => {
    const plan = planOf(fourStreams)
    const prober = await start(plan)
    await delay(150)
    await server.become('hanging')
    await delay(500)
    await prober.stop()
    const history = await readHistory(plan.historyFile)
    expectTimetable(history, plan)
    expect(history.endedAtNs).to.be.greaterThan(0)
    const starts = plan.streams.map((_, stream) => slotsOf(history, stream)[0] as number)
    expect(starts.map((at) => at - (starts[0] as number))).to.deep.equal([0, 5e6, 10e6, 15e6])
  })

  it('writes shed slots at the in-flight cap', async () => {
    const plan = planOf([{ timeoutMs: 200, inFlightCap: 10 }])
    await server.become('hanging')
    const prober = await start(plan)
    // Stopped for longer than the cap covers, it has more due at once than it may send.
    await delay(100)
    signalExactly(prober.identity, 'SIGSTOP')
    await delay(400)
    signalExactly(prober.identity, 'SIGCONT')
    await delay(100)
    await prober.stop()
    const history = await readHistory(plan.historyFile)
    expect(operationsOf(history).map(({ outcome }) => outcome)).to.include('shed')
    expectTimetable(history, plan)
  })

  it('records a blind window when it is stopped for 200 ms, and catches up on every slot', async () => {
    const plan = planOf(fourStreams)
    const prober = await start(plan)
    await delay(100)
    signalExactly(prober.identity, 'SIGSTOP')
    await delay(200)
    const continuedNs = nowSince(plan.origin)
    signalExactly(prober.identity, 'SIGCONT')
    await delay(100)
    await prober.stop()
    const history = await readHistory(plan.historyFile)
    const blind = history.blindWindows.find(({ fromNs, toNs }) => fromNs < continuedNs && toNs >= continuedNs)
    expect(blind, JSON.stringify(history.blindWindows)).to.not.equal(undefined)
    expect((blind?.toNs ?? 0) - (blind?.fromNs ?? 0)).to.be.greaterThan(150e6)
    expectTimetable(history, plan)
  })

  it('leaves a readable history when it is killed', async () => {
    const plan = planOf(fourStreams)
    const prober = await start(plan)
    await delay(300)
    signalExactly(prober.identity, 'SIGKILL')
    expect(await prober.exited).to.include({ code: null, signal: 'SIGKILL' })
    const history = await readHistory(plan.historyFile)
    expect(history.endedAtNs).to.equal(undefined)
    expect(history.table.length).to.be.greaterThan(0)
    // Every write that the server has seen is in it.
    const attempted = operationsOf(history).map(({ stream, seq }) => `${plan.streams[stream]?.writer}/${seq}`)
    expect(attempted).to.include.members([...server.received.keys()])
  })

  it('ends by itself, in order, when its parent dies and with it the standard input', async () => {
    const plan = planOf([{}])
    const child = spawn(proberLauncher.command, proberLauncher.args, { stdio: ['pipe', 'pipe', 'inherit'] })
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(10_000) })
    try {
      child.stdin.write(`${JSON.stringify(plan)}\n`)
      await once(child.stdout, 'data')
      await delay(100)
      child.stdin.end()
      expect(await exited).to.deep.equal([0, null])
    } finally {
      child.kill('SIGKILL')
    }
    expect((await readHistory(plan.historyFile)).endedAtNs).to.be.greaterThan(0)
  })

  it('ends in order on SIGTERM, and waits for what is in flight', async () => {
    const plan = planOf([{ timeoutMs: 300 }])
    await server.become('hanging')
    const prober = await start(plan)
    await delay(100)
    signalExactly(prober.identity, 'SIGTERM')
    const exit = await Promise.race([prober.exited, delay(10_000, 'it did not end')])
    expect(exit).to.include({ code: 0 })
    const history = await readHistory(plan.historyFile)
    expect(history.endedAtNs).to.be.greaterThan(0)
    const classes = new Set(operationsOf(history).map(({ errorClass }) => errorClass))
    expect([...classes]).to.deep.equal(['timeout'])
  })

  it('leads a process group of its own, so that a Ctrl-C for the harness does not reach it', async () => {
    const { pid } = (await start(planOf([{}]))).identity
    expect(Number(execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }))).to.equal(pid)
  })

  it('can be stopped twice', async () => {
    const prober = await start(planOf([{}]))
    const [first, second] = await Promise.all([prober.stop(), prober.stop()])
    expect(first).to.deep.equal(second)
    expect(isAlive(prober.identity)).to.equal(false)
  })

  it('refuses a plan that cannot be measured with, and says why', async () => {
    const prober = startProber(proberLauncher, planOf([{ inFlightCap: 1 }]))
    const failure = await prober.ready.catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(ProberStartError).with.property('message').that.contains('inFlightCap is 1')
    expect(await prober.exited).to.include({ code: 64 })
  })

  it('says so when there is no such program', () => {
    expect(() => startProber({ command: '/nonexistent/node', args: [] }, planOf([{}]))).to.throw(ProberStartError)
  })
})

function operationsOf({ table }: History) {
  return Array.from({ length: table.length }, (_, row) => ({
    stream: table.stream[row] as number,
    seq: table.seq[row] as number,
    scheduledNs: table.scheduledNs[row] as number,
    sentNs: table.sentNs[row] as number,
    completedNs: table.completedNs[row] as number,
    outcome: OUTCOMES[table.outcome[row] as number],
    errorClass: table.labels[table.errorClass[row] as number] as string,
  }))
}

/** The scheduled times of a stream, by seq. */
function slotsOf(history: History, stream: number): number[] {
  const slots: number[] = []
  for (const operation of operationsOf(history)) {
    if (operation.stream === stream) slots[operation.seq] = operation.scheduledNs
  }
  return slots
}

/** Dense from 0, and each exactly at σ₀ + i·d. */
function expectTimetable(history: History, plan: ProberPlan): void {
  plan.streams.forEach(({ intervalMs }, stream) => {
    const slots = slotsOf(history, stream)
    expect(slots.length).to.be.greaterThan(3)
    const firstNs = slots[0] as number
    expect(slots).to.deep.equal(slots.map((_, seq) => firstNs + seq * intervalMs * 1e6))
    expect(Object.keys(slots)).to.have.lengthOf(slots.length)
  })
}
