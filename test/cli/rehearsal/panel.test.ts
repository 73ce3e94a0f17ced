import { expect } from 'chai'
import { renderPanel } from '../../../src/cli/rehearsal/panel.ts'
import type { Panel } from '../../../src/runbook/rehearse/desk.ts'

const PANEL: Panel = {
  head: 'T+00:12 of 15:00  step 2/5',
  late: false,
  title: '2. Fence the old primary',
  lines: ['  $ bash -c "${FENCE:?}"', '  FENCE=blackstart lab fence db-a'],
  light: { green: false, already: false, text: 'test stopped = stopped' },
  choices: [
    { key: 'enter', label: 'run it' },
    { key: 'h', label: 'I did it by hand' },
  ],
}
const VIEW = { columns: 60, color: false }

describe('renderPanel', () => {
  it('shows clock, step, command, check and keys, in this order', () => {
    expect(renderPanel(PANEL, VIEW)).to.equal(
      [
        ' T+00:12 of 15:00  step 2/5',
        '',
        ' 2. Fence the old primary',
        '',
        '     $ bash -c "${FENCE:?}"',
        '     FENCE=blackstart lab fence db-a',
        '',
        ' ○ not yet: test stopped = stopped',
        '',
        ' Enter run it   h I did it by hand',
      ].join('\n'),
    )
  })

  it('says when the check is true', () => {
    expect(renderPanel({ ...PANEL, light: { green: true, already: false, text: 'x' } }, VIEW)).to.contain(' ● true: x')
    expect(renderPanel({ ...PANEL, light: { green: true, already: true, text: 'x' } }, VIEW)).to.contain(
      ' ● was true before you did anything: x',
    )
  })

  it('keeps every line inside the view, and control characters out', () => {
    const wild = { ...PANEL, lines: [`${'x'.repeat(200)}\nsecond\u001b[2J`], title: 'word '.repeat(40) }
    const lines = renderPanel(wild, VIEW).split('\n')
    expect(Math.max(...lines.map(({ length }) => length))).to.be.lessThan(60)
    expect(lines.join('')).to.not.contain('\u001b')
  })

  it('is red when it is late', () => {
    const coloured = { ...VIEW, color: true }
    expect(renderPanel({ ...PANEL, late: true }, coloured).split('\n')[0]).to.contain('\u001b[31m')
    expect(renderPanel(PANEL, coloured).split('\n')[0]).to.not.contain('\u001b[31m')
  })
})
