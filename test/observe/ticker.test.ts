import { expect } from 'chai'
import { setTimeout as delay } from 'node:timers/promises'
import { startTicker } from '../../src/observe/ticker.ts'

describe('startTicker', () => {
  const now = (): number => Number(process.hrtime.bigint())

  it('never ticks before the time that it was told', async () => {
    const dueNs: number[] = []
    const tickedNs: number[] = []
    let nextNs = now() + 3e6
    await new Promise<void>((resolve) => {
      const stop = startTicker({
        now,
        nextDueNs: () => nextNs,
        longestSleepMs: 1_000,
        onTick: (nowNs) => {
          dueNs.push(nextNs)
          tickedNs.push(nowNs)
          nextNs += 2.7e6
          if (dueNs.length < 10) return
          stop()
          resolve()
        },
      })
    })
    expect(tickedNs.every((at, index) => at >= (dueNs[index] ?? Infinity))).to.equal(true)
  })

  it('ticks in between when nothing is due for long, so that its silence means something', async () => {
    const first = await new Promise<number>((resolve) => {
      const stop = startTicker({
        now,
        nextDueNs: () => Number.POSITIVE_INFINITY,
        longestSleepMs: 2,
        onTick: (nowNs) => {
          stop()
          resolve(nowNs)
        },
      })
    })
    expect(first).to.be.a('number')
  })

  it('does not tick after it was stopped', async () => {
    let ticks = 0
    const stop = startTicker({ now, nextDueNs: () => 0, longestSleepMs: 1, onTick: () => ticks++ })
    stop()
    await delay(10)
    expect(ticks).to.equal(0)
  })

  it('ends when it is stopped from within a tick', async () => {
    let ticks = 0
    const stop = startTicker({
      now,
      nextDueNs: () => 0,
      longestSleepMs: 1,
      onTick: () => {
        ticks++
        stop()
      },
    })
    await delay(10)
    expect(ticks).to.equal(1)
  })
})
