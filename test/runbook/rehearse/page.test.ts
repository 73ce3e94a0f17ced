import { expect } from 'chai'
import { page } from '../../../src/runbook/rehearse/page.ts'
import { rehearsalWith } from './scripted-desk.ts'

const PAGE = { alarm: 'PrimaryDown', shell: '. shell.sh' }

describe('page', () => {
  it('waits until somebody is there, then tells how they reach the system', async () => {
    const { tools, desk, acts } = rehearsalWith(['enter'])
    expect(await page(tools, PAGE)).to.equal(true)
    expect(desk.panels[0]?.choices).to.deep.equal([{ key: 'enter', label: 'acknowledge' }])
    expect(desk.said).to.deep.equal(['ALARM  PrimaryDown', 'To work in another shell:\n  . shell.sh'])
    expect(acts.map(({ act }) => act)).to.deep.equal(['paged', 'acknowledged'])
  })

  it('ends with a drill that ends before anybody came', async () => {
    const { tools, acts } = rehearsalWith([])
    expect(await page(tools, PAGE)).to.equal(false)
    expect(acts.map(({ act }) => act)).to.deep.equal(['paged'])
  })
})
