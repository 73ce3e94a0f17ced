import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import { renderTerminal } from '../../src/report/terminal.ts'
import { expectGolden } from './golden.ts'
import { sample, SAMPLE_NAMES } from './sample.ts'

const PLAIN = { columns: 80, color: false }

describe('renderTerminal', () => {
  for (const name of SAMPLE_NAMES) {
    it(`renders the sample "${name}"`, () => {
      expectGolden(`${name}.txt`, renderTerminal(sample(name), PLAIN, 'reports/20261121T083500Z-database-kill'))
    })

    it(`stays within its columns (${name})`, () => {
      for (const columns of [60, 80, 100]) {
        const lines = renderTerminal(sample(name), { columns, color: true }).split('\n').map(stripVTControlCharacters)
        expect(Math.max(...lines.map(({ length }) => length))).to.be.at.most(columns)
      }
    })
  }

  it('shortens the title before it hides where the drill was run', () => {
    const report = sample('pass')
    const long = {
      ...report,
      drill: { ...report.drill, title: 'A switchover of the database is requested by somebody' },
    }
    const [first = ''] = renderTerminal(long, { columns: 80, color: false }).split('\n')
    expect(first.length).to.be.at.most(80)
    expect(first).to.match(/^ PASS  A switchover .*… \(database-kill in lab:fast\)$/)
  })

  it('shows the same with colour and without', () => {
    const painted = renderTerminal(sample('fail'), { columns: 80, color: true })
    expect(painted).to.contain('\u001b[')
    const bare = (text: string) => text.split('\n').map((line) => line.trimEnd())
    expect(bare(stripVTControlCharacters(painted))).to.deep.equal(bare(renderTerminal(sample('fail'), PLAIN)))
  })

  it('does not let a title or a reason steer the terminal', () => {
    const report = sample('stopped')
    const reasons = [{ code: 'interrupted' as const, text: 'by \u001b[2J a server' }]
    const text = renderTerminal(
      { ...report, reasons, objectives: [], drill: { ...report.drill, title: 'a\u001b]0;x\u0007b' } },
      PLAIN,
    )
    expect(text).not.to.contain('\u001b').and.not.to.contain('\u0007')
  })

  it('does not spell a name of a reason in another way', () => {
    const report = sample('stopped')
    const named = {
      ...report,
      reasons: [{ code: 'no-targets' as const, text: 'database.kill has no target' }],
      objectives: [],
    }
    expect(renderTerminal(named, PLAIN)).to.contain('\n database.kill has no target;')
  })

  it('gives no reason for a pass, only something to be known', () => {
    const reasons = [{ code: 'no-effect-seen' as const, text: 'no outage longer than 272 ms' }]
    const passed = renderTerminal({ ...sample('pass'), reasons }, PLAIN)
    expect(passed).to.contain(' To be known  no outage longer than 272 ms').and.not.to.contain(' Why ')
    expect(renderTerminal(sample('fail'), PLAIN))
      .to.contain(' Why ')
      .and.not.to.contain('To be known')
  })

  it('says that a fault is not verified as undone', () => {
    expect(renderTerminal(sample('not-recovered'), PLAIN)).to.contain('database.kill on db-a is not verified as undone')
    expect(renderTerminal(sample('pass'), PLAIN)).not.to.contain('not verified')
  })
})
