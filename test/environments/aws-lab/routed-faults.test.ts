import { expect } from 'chai'
import { ownKinds, routedFaults } from '../../../src/environments/aws-lab/routed-faults.ts'
import type { FaultPlane } from '../../../src/environments/environment.ts'
import { hitBy } from '../../../src/model/hit-by.ts'
import type { Fault, IntendedInjection, ResolvedTarget } from '../../../src/model/fault.ts'

function planeThatSays(name: string, said: string[]): FaultPlane {
  const evidence = { holds: true, text: name, observedAtNs: '0' }
  const say = (what: string): void => void said.push(`${name} ${what}`)
  return {
    resolve: async () => (say('resolve'), []),
    inject: async () => (say('inject'), { askedNs: '0', returnedNs: '0' }),
    verify: async () => (say('verify'), evidence),
    undo: async () => say('undo'),
    undone: async () => (say('undone'), evidence),
    byHand: () => name,
  }
}

describe('faults of the lab behind an account', () => {
  for (const [kind, name] of [
    ['database.failover', 'account'],
    ['data.drop', 'lab'],
  ] as const) {
    it(`${kind} goes to the ${name}, all the way`, async () => {
      const said: string[] = []
      const plane = routedFaults(planeThatSays('account', said), planeThatSays('lab', said))
      const fault = { kind } as Fault
      const target = { fault } as IntendedInjection
      await plane.resolve(fault, 0)
      await plane.inject(target)
      await plane.verify(target)
      await plane.undo(target)
      await plane.undone(target)
      expect(said).to.deep.equal(['resolve', 'inject', 'verify', 'undo', 'undone'].map((what) => `${name} ${what}`))
      expect(plane.byHand?.(target)).to.equal(name)
    })
  }

  it('hit what the account shows of the lab, by its name there', async () => {
    const drop = { component: 'db-a', fault: { kind: 'data.drop' } } as unknown as ResolvedTarget
    const lab: FaultPlane = { ...planeThatSays('lab', []), resolve: async () => [drop] }
    const hits = async (...ids: readonly string[]) => {
      const components = ids.map((id) => ({ id, role: 'primary', address: '', state: 'running' }) as const)
      const plane = routedFaults(planeThatSays('account', []), lab, async () => ({ regions: [], components }))
      const [target] = await plane.resolve(drop.fault, 0)
      return hitBy(target as ResolvedTarget, { regions: [], components }).map(({ id }) => id)
    }
    expect(await hits('blackstart-lab')).to.deep.equal(['blackstart-lab'])
    expect(await hits('db-a')).to.deep.equal(['db-a'])
  })

  it('are those alone in which a provider has no part', () => {
    expect(ownKinds(['database.kill', 'data.drop'])).to.deep.equal(['data.drop'])
    expect(ownKinds(['database.kill'])).to.deep.equal([])
  })
})
