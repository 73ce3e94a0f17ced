import { expect } from 'chai'
import { DrillStop } from '../../src/drill/context.ts'
import { resolveOne } from '../../src/drill/targets.ts'
import { type FaultPlane, NoTargetError } from '../../src/environments/environment.ts'
import type { Fault, ResolvedTarget } from '../../src/model/fault.ts'

const FAULT: Fault = { kind: 'instance.freeze', role: 'service' }

describe('targets of a fault', () => {
  const stopOf = (resolve: FaultPlane['resolve']): Promise<unknown> =>
    resolveOne({ faults: { resolve } as FaultPlane }, FAULT, 0).catch((thrown: unknown) => thrown)

  it('are what the environment resolves it to', async () => {
    const target = { component: 'web' } as ResolvedTarget
    expect(await stopOf(async () => [target])).to.deep.equal([target])
  })

  it('end the drill where there are none, with the words of the environment if it has some', async () => {
    const nothing = await stopOf(async () => [])
    expect(nothing).to.be.instanceOf(DrillStop)
    expect(nothing).to.have.nested.property('reason.code', 'no-targets')
    const said = await stopOf(() => Promise.reject(new NoTargetError("'web' died before the fault")))
    expect(said).to.have.deep.property('reason', { code: 'no-targets', text: "'web' died before the fault" })
  })

  it('leave every other error as it is', async () => {
    expect(await stopOf(() => Promise.reject(new TypeError('a mistake of ours')))).to.be.instanceOf(TypeError)
  })
})
