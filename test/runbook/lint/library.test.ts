import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { alertRulesBeside, listRunbooks, missingRunbooks } from '../../../src/runbook/lint/library.ts'

const PROJECT = fileURLToPath(new URL('../../fixtures/runbooks/project', import.meta.url))

describe('the runbooks of a project', () => {
  let project: string

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'blackstart-library-'))
    cpSync(PROJECT, project, { recursive: true })
  })
  afterEach(() => rmSync(project, { recursive: true }))

  it('are its Markdown files, with the rules of their alerts beside them', () => {
    const good = join(project, 'runbooks', 'good.md')
    expect(listRunbooks(project)).to.deep.equal([good])
    expect(alertRulesBeside([good])).to.deep.equal([join(project, 'runbooks', 'lab.rules.yml')])
  })

  it('leave no scenario that needs hands without one', async () => {
    expect(await missingRunbooks(project)).to.deep.equal([])
    rmSync(join(project, 'runbooks', 'good.md'))
    expect(await missingRunbooks(project)).to.deep.equal([
      { scenario: 'scenarios/by-hand.ts', runbook: 'runbooks/good.md' },
    ])
  })
})
