import { expect } from 'chai'
import type { LintedRunbook } from '../../../src/runbook/lint/lint.ts'
import { renderLint } from '../../../src/runbook/lint/render.ts'

describe('renderLint', () => {
  const bad: LintedRunbook = {
    file: '/project/runbooks/a,b.md',
    findings: [
      { rule: 'RB061', severity: 'warning', line: 7, column: 1, message: '90% of the RTO', remedy: 'Leave\nmore' },
      { rule: 'RB035', severity: 'error', line: 9, column: 3, message: 'it may hang', remedy: 'Write (timeout 1m)' },
    ],
  }
  const good: LintedRunbook = { file: '/project/runbooks/good.md', findings: [] }

  it('tells people where, what, and what to do', () => {
    expect(renderLint([good, bad], 'text', '/project')).to.equal(
      [
        'runbooks/a,b.md:7:1: warning RB061: 90% of the RTO\n    Leave\nmore',
        'runbooks/a,b.md:9:3: error RB035: it may hang\n    Write (timeout 1m)',
        '2 runbooks, 1 error, 1 warning\n',
      ].join('\n'),
    )
    expect(renderLint([good], 'text', '/project')).to.equal('1 runbook, no findings\n')
  })

  it('annotates a workflow: nothing in a finding ends its line or a property', () => {
    expect(renderLint([good, bad], 'github', '/project')).to.equal(
      '::warning file=runbooks/a%2Cb.md,line=7,col=1,title=RB061::90%25 of the RTO. Leave%0Amore\n' +
        '::error file=runbooks/a%2Cb.md,line=9,col=3,title=RB035::it may hang. Write (timeout 1m)\n',
    )
  })

  it('is read by programs', () => {
    const { schemaVersion, files, findings } = JSON.parse(renderLint([good, bad], 'json', '/project')) as {
      schemaVersion: number
      files: number
      findings: { file: string; rule: string }[]
    }
    expect({ schemaVersion, files }).to.deep.equal({ schemaVersion: 1, files: 2 })
    expect(findings.map(({ file, rule }) => `${file} ${rule}`)).to.deep.equal([
      'runbooks/a,b.md RB061',
      'runbooks/a,b.md RB035',
    ])
  })
})
