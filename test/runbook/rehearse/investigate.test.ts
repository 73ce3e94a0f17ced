import { expect } from 'chai'
import type { Act } from '../../../src/model/rehearsal.ts'
import { investigate } from '../../../src/runbook/rehearse/investigate.ts'
import type { Step } from '../../../src/runbook/runbook.ts'
import { rehearsalWith } from './scripted-desk.ts'

const PAGE = { alarm: 'PrimaryDown', shell: '. shell.sh' }
const never = async (): Promise<boolean> => false

describe('investigate', () => {
  it('shows the alarm, the clock and the way to a shell; of the steps nothing', async () => {
    const { tools, desk } = rehearsalWith(['d'])
    await investigate(tools, PAGE, never)
    expect(desk.panels[0]).to.deep.include({ head: 'T+01:00 of 15:00  slack +14:00', title: 'ALARM  PrimaryDown' })
    expect(JSON.stringify(desk.panels)).to.not.match(/Promote|Fence|Confirm/)
    expect(desk.said).to.deep.equal([])
  })

  it('tells more with each hint, until only the steps themselves are left', async () => {
    const { tools, desk, acts } = rehearsalWith(['?', '?', '?', 'r'])
    expect(await investigate(tools, PAGE, never)).to.equal('opened')
    expect(desk.said).to.deep.equal([
      'Hint: This alarm has a runbook: Promote',
      'Hint: It begins with: Confirm',
      'Hint: Its steps: 1. Confirm; 2. Fence; 3. Promote it; 4. Hand over',
    ])
    expect(desk.panels.at(-1)?.choices.map(({ key }) => key)).to.deep.equal(['r', 'd', 'a'])
    expect(acts.map(({ act }) => act)).to.deep.equal(['hint', 'hint', 'hint', 'opened'])
  })

  it('sees in which order changes come into force, and not those that were there before', async () => {
    const { tools, desk, acts } = rehearsalWith(['d'])
    const noted = Promise.withResolvers<void>()
    const note = (act: Act): void => {
      tools.note(act)
      noted.resolve()
    }
    desk.before = noted.promise
    const looks = new Map<number, number>()
    const look = async ({ number }: Step): Promise<boolean> => {
      looks.set(number, (looks.get(number) ?? 0) + 1)
      return number === 2 || looks.get(number) !== 1
    }
    await investigate({ ...tools, note }, PAGE, look)
    expect(acts.filter(({ act }) => act === 'in-force')).to.deep.equal([
      { act: 'in-force', step: 3, text: 'Promote it' },
    ])
    // Step 2 was so before: its check cannot tell whether the person did it.
    expect(acts.filter(({ act }) => act === 'already')).to.deep.equal([{ act: 'already', step: 2, text: 'Fence' }])
    // Steps without a change have nothing that could come into force.
    expect([...looks.keys()]).to.deep.equal([2, 3])
  })

  it('ends with the word of the person, or without one', async () => {
    expect(await investigate(rehearsalWith(['d']).tools, PAGE, never)).to.equal('declared')
    const given = rehearsalWith(['a'])
    expect(await investigate(given.tools, PAGE, never)).to.equal('gave-up')
    expect(given.acts).to.deep.equal([{ act: 'gave-up', text: 'gave up' }])
    const cut = rehearsalWith([])
    expect(await investigate(cut.tools, PAGE, never)).to.equal('interrupted')
    expect(cut.acts).to.deep.equal([])
  })
})
