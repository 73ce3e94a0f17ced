import { expect } from 'chai'
import { onlyNew } from '../../../../src/environments/aws/events/once.ts'

const at = (ms: number): Date => new Date(1_000_000 + ms)

describe('events without ids', () => {
  it('are told once, although their time is not told alike to the millisecond', () => {
    const isNew = onlyNew(({ text }: { readonly text: string; readonly at: Date }) => text)
    const told = [
      { text: 'failover started', at: at(0) },
      { text: 'failover started', at: at(1) },
      { text: 'failover completed', at: at(1) },
      { text: 'failover started', at: at(30_000) },
      { text: 'failover started', at: at(29_999) },
    ]
    expect(told.map(isNew)).to.deep.equal([true, false, true, true, false])
  })
})
