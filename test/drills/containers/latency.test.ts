import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { IntendedInjection } from '../../../src/model/fault.ts'
import { docker, whyNoContainers } from '../../support/engine.ts'
import { OpenStack, untilHolds } from './stack-harness.ts'

const NONE = whyNoContainers()
const DELAY_MS = 200
const LATENCY = { kind: 'network.latency', role: 'load-balancer', delay: '200ms' } as const

/** What could be left in a container's network, and of processes: everything but figures. */
const TRACES = [
  "grep -o '^ *[a-z0-9]*:' /proc/net/dev",
  'nft list tables',
  "tc qdisc show | grep -o '^qdisc [a-z_]* [0-9a-f]*:'",
  'grep -c . /proc/net/netfilter/nfnetlink_queue',
  'cat /proc/[0-9]*/comm 2>/dev/null | grep -c blackstart-rela',
].join('; ')

describe(`drills in containers: latency${NONE === undefined ? '' : ` (skipped: ${NONE})`}`, function () {
  this.timeout(120_000)
  let stack: OpenStack
  let target: IntendedInjection

  before(async function () {
    if (NONE !== undefined) this.skip()
    stack = await OpenStack.open()
  })
  beforeEach(async () => (target = await stack.intend(LATENCY)))
  after(() => stack?.close())

  const inNetwork = (script: string): string => {
    const rights = ['--pid', 'host', '--cap-add', 'NET_ADMIN', '--cap-add', 'KILL']
    const where = ['--network', `container:${String(target.identity['container'])}`]
    return docker('run', '--rm', ...rights, ...where, 'blackstart-hands', 'sh', '-c', `${script}; :`)
  }

  it('delays connections, those that stand too, and what is not TCP; then nothing of it is left', async () => {
    const standing = new Agent({ keepAlive: true, maxSockets: 1 })
    try {
      const before = inNetwork(TRACES)
      await untilSooner(standing)
      expect(await stack.inject(target)).to.match(
        target.identity['delayedBy'] === 'relay' ? /held for 200 ms by a relay, for the kernel has no netem/ : /netem/,
      )
      const { reused, tookMs } = await ask(standing)
      expect(reused, 'the same connection as before').to.equal(true)
      expect(tookMs).to.be.at.least(DELAY_MS)
      expect((await ask()).tookMs).to.be.at.least(DELAY_MS)
      expect(Number(docker('exec', String(target.identity['container']), 'node', '-e', REFUSED))).to.be.at.least(
        DELAY_MS,
      )
      expect((await stack.environment.faults.held?.(target))?.holds).to.equal(true)
      await stack.undoFromElsewhere(target)
      await untilSooner(standing)
      await untilSooner()
      expect(inNetwork(TRACES)).to.equal(before)
    } finally {
      standing.destroy()
    }
  })

  it('goes on in a container that is started again', async () => {
    await stack.inject(target)
    docker('restart', '--time', '0', String(target.identity['container']))
    await untilHolds(() => stack.environment.faults.verify(target))
    expect((await ask()).tookMs).to.be.at.least(DELAY_MS)
    await stack.undoFromElsewhere(target)
    await stack.whole()
    await untilSooner()
  })

  it('is over with a relay that dies, and is then not said to have been held', async function () {
    await stack.inject(target)
    if (target.identity['delayedBy'] === 'relay') {
      const pid = String(target.identity['pid'])
      inNetwork(
        `for p in /proc/[0-9]*; do grep -aq "[b]lackstart-relay.hold.*${pid}" $p/cmdline && kill -KILL \${p#/proc/}; done`,
      )
      await untilSooner()
      const held = await stack.environment.faults.held?.(target)
      expect(held).to.deep.include({ holds: false, text: 'no relay takes its packets any more' })
    }
    await stack.undoFromElsewhere(target)
  })

  /** One request on a connection of this agent; without one, on a connection of its own. */
  async function ask(agent?: Agent): Promise<{ readonly tookMs: number; readonly reused: boolean }> {
    const startedAt = performance.now()
    return new Promise((resolve, reject) => {
      const request = get(
        `${stack.environment.customerUrl}/orders/latest?writer=w`,
        { agent: agent ?? false },
        (answer) => {
          answer
            .resume()
            .on('end', () => resolve({ tookMs: performance.now() - startedAt, reused: request.reusedSocket }))
        },
      )
      request.on('error', reject)
    })
  }

  /** Waits until an answer takes less than the delay: a busy machine may be slow at times, and a delayed one never is. */
  async function untilSooner(agent?: Agent): Promise<void> {
    const deadline = performance.now() + 10_000
    for (;;) {
      const sooner = await ask(agent).then(
        ({ tookMs }) => tookMs < DELAY_MS,
        () => false,
      )
      if (sooner) return
      expect(performance.now(), 'no answer is sooner').to.be.lessThan(deadline)
      await sleep(20)
    }
  }
})

/** How long it takes until somebody says that nobody is there, by UDP, in milliseconds. */
const REFUSED = `const socket = require('node:dgram').createSocket('udp4')
socket.connect(9, 'service-a', () => {
  const startedAt = performance.now()
  socket.once('error', () => { console.log(performance.now() - startedAt); socket.close() })
  socket.send('x')
})`
