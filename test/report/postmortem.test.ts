import { expect } from 'chai'
import { renderPostmortem } from '../../src/report/postmortem.ts'
import { expectGolden } from './golden.ts'
import { rehearsalSample } from './rehearsal-sample.ts'
import { sample } from './sample.ts'

describe('renderPostmortem', () => {
  it('writes what the machine knows and asks for the rest', () => {
    expectGolden('postmortem.md', renderPostmortem(rehearsalSample()) ?? '')
  })

  it('tells one story in the order of time, from the fault on', () => {
    const text = renderPostmortem(rehearsalSample()) ?? ''
    const rows = text.split('\n').filter((line) => /^\| \d/.test(line))
    const times = rows.map((line) => Number(/^\| ([\d.]+) s/.exec(line)?.[1]))
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b))
    expect(times[0]).to.equal(0)
    expect(rows.some((line) => line.includes('step 3: decided (yes)'))).to.equal(true)
    // Being asked is no deed.
    expect(text).to.not.contain('commander decides |')
  })

  it('corrects the runbook by what people needed', () => {
    const text = renderPostmortem(rehearsalSample()) ?? ''
    expect(text).to.contain('- [ ] runbooks/db-failover.md: step 2 states 10 s; it took 18 s')
    expect(text).to.contain('- [ ] runbooks/db-failover.md: step 3, commander decides: 8 s of 5 s')
  })

  it('is not written where nobody rehearsed', () => {
    expect(renderPostmortem(sample('pass'))).to.equal(undefined)
  })

  it('keeps what people typed from being Markdown', () => {
    const acts = [{ act: 'skipped', step: 2, text: '| <b>*no*</b>', atMs: 20_000 } as const]
    expect(renderPostmortem(rehearsalSample({ acts }))).to.contain('(\\| \\<b\\>\\*no\\*\\</b\\>)')
  })
})
