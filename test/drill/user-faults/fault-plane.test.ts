import { expect } from 'chai'
import { undoPatienceMs, withUserFaults } from '../../../src/drill/user-faults/fault-plane.ts'
import type { FaultPlane } from '../../../src/environments/environment.ts'
import type { Fault, IntendedInjection } from '../../../src/model/fault.ts'

const KILL: Fault = { kind: 'database.kill', role: 'primary' }
const MANUAL: Fault = { kind: 'manual', ask: 'Pull the plug of rack 3' }
const COMMAND: Fault = { kind: 'command', inject: 'a', verify: 'b', undo: 'c', timeout: '5s' }

/** An environment that only notes what reaches it. */
function noting(calls: string[]): FaultPlane {
  const note = (name: string) => async (): Promise<never> => {
    calls.push(name)
    return [] as never
  }
  return {
    resolve: note('resolve'),
    inject: note('inject'),
    verify: note('verify'),
    undo: note('undo'),
    undone: note('undone'),
  }
}

async function intend(plane: FaultPlane, fault: Fault): Promise<IntendedInjection> {
  const [target] = await plane.resolve(fault, 0)
  return { ...target, fault, injectionId: 1, epoch: 1, drillId: 'test' } as unknown as IntendedInjection
}

describe('people’s own faults beside those of an environment', () => {
  it('leave the environment what is the environment’s', async () => {
    const calls: string[] = []
    const plane = withUserFaults(noting(calls))
    const target = await intend(plane, KILL)
    await plane.inject(target)
    await plane.verify(target)
    await plane.undo(target)
    await plane.undone(target)
    expect(calls).to.deep.equal(['resolve', 'inject', 'verify', 'undo', 'undone'])
  })

  it('never reach the environment', async () => {
    const calls: string[] = []
    const asked: string[] = []
    const ask = async (request: string, deed: string): Promise<boolean> => {
      asked.push(`${deed}: ${request}`)
      return true
    }
    const plane = withUserFaults(noting(calls), { ask })
    const target = await intend(plane, MANUAL)
    expect((await plane.verify(target)).holds).to.equal(false)
    await plane.inject(target)
    expect((await plane.verify(target)).holds).to.equal(true)
    expect((await plane.undone(target)).holds).to.equal(false)
    await plane.undo(target)
    expect((await plane.undone(target)).holds).to.equal(true)
    await plane.undo(target)
    expect(asked).to.deep.equal(['cause: Pull the plug of rack 3', 'take back: Take back: Pull the plug of rack 3'])
    expect(calls).to.deep.equal([])
  })

  it('are not injected by a person who says no, or is not there', async () => {
    const declined = withUserFaults(noting([]), { ask: async () => false })
    const alone = withUserFaults(noting([]))
    const errors = await Promise.all(
      [declined, alone].map(async (plane) => plane.inject(await intend(plane, MANUAL)).catch((error: Error) => error)),
    )
    expect(errors.map((error) => (error as Error).name)).to.deep.equal(['DeclinedError', 'NobodyToAskError'])
  })

  it('say what a person can do when the undo fails for good', async () => {
    const plane = withUserFaults(noting([]), { folder: "/it's here" })
    const byHand = await Promise.all(
      [COMMAND, MANUAL, KILL].map(async (fault) => plane.byHand?.(await intend(plane, fault))),
    )
    expect(byHand).to.deep.equal([
      String.raw`(cd '/it'\''s here' && BLACKSTART_DRILL_ID=test BLACKSTART_INJECTION_ID=1 /bin/sh -c c)`,
      '# by hand: Take back: Pull the plug of rack 3',
      undefined,
    ])
  })

  it('are given the time that they need to be undone', async () => {
    const plane = withUserFaults(noting([]))
    const patience = await Promise.all(
      [COMMAND, MANUAL, KILL].map(async (fault) => undoPatienceMs(await intend(plane, fault))),
    )
    expect(patience).to.deep.equal([12_000, 600_000, undefined])
  })
})
