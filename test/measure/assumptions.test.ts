import { expect } from 'chai'
import { assumptionsOf } from '../../src/measure/assumptions.ts'
import { judge } from '../../src/measure/judge.ts'
import type { DrillEvidence } from '../../src/model/evidence.ts'
import type { Fault } from '../../src/model/fault.ts'
import { evidence, MS } from './drill.ts'

function sentences(fault: Fault): string {
  const evidence = { injections: [{ fault }], canaryPresent: true } as unknown as DrillEvidence
  return assumptionsOf(evidence, undefined).join('\n')
}

describe('assumptions', () => {
  it('say of a requested switchover, and of nothing else, that detection was not exercised', () => {
    expect(sentences({ kind: 'database.failover' })).to.contain('detection was not exercised')
    expect(sentences({ kind: 'database.kill', role: 'primary' })).not.to.contain('detection')
  })

  it('say what a blind prober cannot have seen, from the length of an episode on and not before the fault', () => {
    const blindFor = (fromMs: number, lengthMs: number): string =>
      judge(evidence({ blindWindows: [{ fromNs: fromMs * MS, toNs: (fromMs + lengthMs) * MS }] })).assumptions.join(
        '\n',
      )
    expect(blindFor(15_000, 100)).to.contain('blind for up to 100 ms at a time')
    expect(blindFor(15_000, 50)).not.to.contain('blind')
    expect(blindFor(5_000, 100)).not.to.contain('blind')
  })
})
