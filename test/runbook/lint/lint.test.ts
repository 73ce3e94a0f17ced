import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { lintFile } from '../../../src/runbook/lint/lint.ts'
import { CORPUS } from './corpus.ts'

const PROJECT = fileURLToPath(new URL('../../fixtures/runbooks/project', import.meta.url))
const DOCUMENTATION = fileURLToPath(new URL('../../../docs/runbooks.md', import.meta.url))
/** Every rule of the table but RB065, which looks at reports: `runbook drift`. */
const RULES = [
  'RB001',
  'RB002',
  'RB003',
  'RB004',
  'RB010',
  'RB011',
  'RB012',
  'RB013',
  'RB014',
  'RB015',
  'RB016',
  'RB020',
  'RB021',
  'RB022',
  'RB030',
  'RB031',
  'RB032',
  'RB033',
  'RB034',
  'RB035',
  'RB036',
  'RB037',
  'RB038',
  'RB040',
  'RB041',
  'RB042',
  'RB043',
  'RB044',
  'RB050',
  'RB051',
  'RB052',
  'RB053',
  'RB054',
  'RB055',
  'RB057',
  'RB059',
  'RB060',
  'RB061',
  'RB062',
  'RB063',
  'RB064',
  'RB066',
]

describe('lintFile', function () {
  this.timeout(30_000)
  let project: string
  let file: string
  let alertRules: string[]
  let good: string

  before(() => {
    project = mkdtempSync(join(tmpdir(), 'blackstart-lint-'))
    cpSync(PROJECT, project, { recursive: true })
    file = join(project, 'runbooks', 'good.md')
    alertRules = [join(project, 'runbooks', 'lab.rules.yml')]
    good = readFileSync(file, 'utf8')
  })
  after(() => rmSync(project, { recursive: true }))

  it('finds nothing in a good runbook', async () => {
    const { findings, runbook } = await lintFile(file, { alertRules })
    expect(findings).to.deep.equal([])
    expect(runbook?.steps.map(({ id }) => id)).to.deep.equal([
      'confirm-the-primary-is-lost',
      'fence-the-old-primary',
      'promote',
      'hand-over',
    ])
  })

  it('has a bad runbook for every rule', () => {
    expect([...new Set(CORPUS.map(({ rule }) => rule))].sort()).to.deep.equal(RULES)
  })

  it('has every rule in its documentation', () => {
    const documented = readFileSync(DOCUMENTATION, 'utf8').match(/RB\d{3}/g) ?? []
    expect([...new Set(documented)].sort()).to.deep.equal([...RULES, 'RB065'].sort())
  })

  for (const { rule, name, from, to, at } of CORPUS) {
    it(`${rule}: ${name}`, async () => {
      expect(good.split(from), `'${from}' must stand once in the good runbook`).to.have.lengthOf(2)
      const bad = good.replace(from, () => to)
      writeFileSync(file, bad)
      const { findings } = await lintFile(file, { alertRules })
      const found = findings.filter((finding) => finding.rule === rule)
      const all = JSON.stringify(findings, null, 1)
      expect(found, all).to.have.lengthOf.at.least(1)
      expect(
        found.map(({ line }) => line),
        all,
      ).to.include(lineOf(bad, at ?? (to.split('\n')[0] as string)))
      for (const { message, remedy } of found) {
        expect(message).not.to.equal('')
        expect(remedy).not.to.equal('')
      }
      const severities = ['RB059', 'RB061', 'RB064'].includes(rule) ? ['warning'] : ['error']
      expect([...new Set(found.map(({ severity }) => severity))]).to.deep.equal(severities)
    })
  }
})

function lineOf(source: string, at: string | number): number {
  if (typeof at === 'number') return at
  const offset = source.indexOf(at)
  if (offset === -1) throw new Error(`'${at}' is not in the bad runbook`)
  return source.slice(0, offset).split('\n').length
}
