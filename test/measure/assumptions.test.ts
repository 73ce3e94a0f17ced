import { expect } from 'chai'
import { assumptionsOf } from '../../src/measure/assumptions.ts'
import type { DrillEvidence } from '../../src/model/evidence.ts'
import type { Fault } from '../../src/model/fault.ts'

function sentences(fault: Fault): string {
  const evidence = { injections: [{ fault }], canaryPresent: true } as unknown as DrillEvidence
  return assumptionsOf(evidence, undefined).join('\n')
}

describe('assumptions', () => {
  it('say of a requested switchover, and of nothing else, that detection was not exercised', () => {
    expect(sentences({ kind: 'database.failover' })).to.contain('detection was not exercised')
    expect(sentences({ kind: 'database.kill', role: 'primary' })).not.to.contain('detection')
  })
})
