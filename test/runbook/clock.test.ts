import { expect } from 'chai'
import { clockTime, headerLine, slackText } from '../../src/runbook/clock.ts'
import { aRunbook } from './rehearse/scripted-desk.ts'

describe('the clock of a runbook', () => {
  const runbook = aRunbook()

  it('knows what the RTO leaves when the rest takes as long as stated', () => {
    // 15 min less 192 s gone, 4 min of step 3, 1 min of step 4.
    expect(headerLine(runbook, 3, 192_000)).to.equal('T+03:12 of 15:00  step 3/4  slack +06:48')
  })

  it('counts a step that has begun only for what is left of it', () => {
    expect(headerLine(runbook, 3, 192_000, 41_000)).to.equal('T+03:12 of 15:00  step 3/4  00:41 of 04:00  slack +07:29')
    expect(headerLine(runbook, 3, 600_000, 300_000)).to.contain('05:00 of 04:00  slack +04:00')
  })

  it('shows what is missing as negative, and minutes beyond the hour', () => {
    expect(slackText(-61_000)).to.equal('slack -01:01')
    expect(clockTime(3_661_999)).to.equal('61:01')
  })
})
