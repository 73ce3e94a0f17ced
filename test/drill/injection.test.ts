import { expect } from 'chai'
import type { DrillContext, DrillStop } from '../../src/drill/context.ts'
import { injectAll, schedule, startsClock } from '../../src/drill/injection.ts'
import type { Fault } from '../../src/model/fault.ts'

const KILL: Fault = { kind: 'database.kill', role: 'primary' }
const HOLD: Fault = { kind: 'replication.hold', lead: '2s' }

describe('when a fault is due', () => {
  it('is at once when nothing prepares it', () => {
    expect(schedule([KILL]).map(({ atMs }) => atMs)).to.deep.equal([0])
  })

  it('comes after what prepares it, whatever their order in the scenario', () => {
    const due = schedule([KILL, HOLD])
    expect(due.map(({ fault, atMs }) => [fault.kind, atMs])).to.deep.equal([
      ['replication.hold', 0],
      ['database.kill', 2_000],
    ])
  })

  it('counts "at" from the end of the lead', () => {
    const due = schedule([{ ...KILL, at: '500ms' }, HOLD])
    expect(due.at(-1)).to.deep.include({ atMs: 2_500 })
  })
})

describe('which fault starts the clock', () => {
  it('is the first that breaks something', () => {
    expect([HOLD, KILL].map((_, index) => startsClock([HOLD, KILL], index))).to.deep.equal([false, true])
  })

  it('is the one that says so', () => {
    const faults: Fault[] = [KILL, { ...KILL, role: 'standby', startsClock: true }]
    expect(faults.map((_, index) => startsClock(faults, index))).to.deep.equal([false, true])
  })
})

describe('targets that are resolved again', () => {
  const ROLES = { a: 'primary', b: 'standby' } as const
  const part = (id: 'a' | 'b') => ({ id, role: ROLES[id], zone: id, address: 'none', state: 'running' as const })

  const BOTH = { regions: [], components: [part('a'), part('b')] }

  /** A drill of two databases in which every primary that is hit is followed by the other one. */
  function drill(mayHitLastHealthy: boolean, describes: () => Promise<unknown> = async () => BOTH) {
    const injected: string[] = []
    const primary = (): string => (injected.length === 0 ? 'a' : 'b')
    const context = {
      plan: { scenario: { mayHitLastHealthy } },
      signal: new AbortController().signal,
      emit: () => {},
      ledger: { intend: (target: object) => ({ ...target, injectionId: injected.length + 1 }), append: () => {} },
      environment: { describe: describes },
      faults: {
        resolve: async (fault: Fault, faultIndex: number) => [{ fault, faultIndex, component: primary() }],
        inject: async ({ component }: { component: string }) => void injected.push(component),
        verify: async () => ({ holds: true, text: 'seen' }),
      },
    }
    return { context: context as unknown as DrillContext, injected }
  }
  const TWICE: Fault[] = [KILL, { ...KILL, at: '1ms' }]

  it('are guarded again, together with what was hit before', async () => {
    const { context, injected } = drill(false)
    const error = await injectAll(context, TWICE).catch((reason: unknown) => reason)
    expect((error as DrillStop).reason).to.deep.include({ code: 'guard-refused' })
    expect((error as DrillStop).reason.text).to.include('last running database (a, b)')
    expect(injected).to.deep.equal(['a'])
  })

  it('are hit where the scenario means to', async () => {
    const { context, injected } = drill(true)
    await injectAll(context, TWICE)
    expect(injected).to.deep.equal(['a', 'b'])
  })

  it('are not hit when nobody can tell what they are', async () => {
    const { context, injected } = drill(true, async () => {
      throw new Error('no answer')
    })
    const error = await injectAll(context, TWICE).catch((reason: unknown) => reason)
    expect((error as DrillStop).reason.code).to.equal('guard-refused')
    expect(injected).to.deep.equal([])
  })
})
