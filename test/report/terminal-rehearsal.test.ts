import { expect } from 'chai'
import { renderTerminal } from '../../src/report/terminal.ts'
import { expectGolden } from './golden.ts'
import { rehearsalSample } from './rehearsal-sample.ts'
import { sample } from './sample.ts'

const VIEW = { columns: 100, color: false }

describe('the debrief in the terminal', () => {
  it('tells the person’s times, each step, the order and the slips', () => {
    expectGolden('rehearsal.txt', renderTerminal(rehearsalSample(), VIEW))
  })

  it('says when the steps were asked for in a blind one, or never', () => {
    const opened = [
      { act: 'paged', text: '', atMs: 1_000 } as const,
      { act: 'opened', text: '', atMs: 61_000 } as const,
    ]
    const flat = (text: string): string => text.replaceAll(/\s+/g, ' ')
    expect(flat(renderTerminal(rehearsalSample({ blind: true, acts: opened }), VIEW))).to.contain(
      'asked for the steps 60 s',
    )
    expect(flat(renderTerminal(rehearsalSample({ blind: true, acts: [] }), VIEW))).to.contain(
      'asked for the steps never',
    )
  })

  it('is not there where nobody rehearsed', () => {
    expect(renderTerminal(sample('pass'), VIEW)).to.not.contain('Debrief')
  })
})
