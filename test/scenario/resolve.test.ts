import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { ScenarioError } from '../../src/scenario/findings.ts'
import { LIBRARY_FOLDER, listScenarios, resolveScenario } from '../../src/scenario/resolve.ts'

describe('resolveScenario', () => {
  let cwd = ''
  let library = ''

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
    library = join(cwd, 'library')
    for (const folder of ['scenarios/load', 'library']) mkdirSync(join(cwd, folder), { recursive: true })
    for (const file of ['scenarios/own.ts', 'scenarios/both.mts', 'scenarios/notes.md', 'scenarios/types.d.ts']) {
      writeFileSync(join(cwd, file), '')
    }
    for (const file of ['library/both.ts', 'library/shipped.ts']) writeFileSync(join(cwd, file), '')
  })

  afterEach(() => rmSync(cwd, { recursive: true }))

  it('lists by name; what a project has hides what is shipped', () => {
    expect(listScenarios({ cwd, library })).to.deep.equal([
      { name: 'both', file: join(cwd, 'scenarios/both.mts'), origin: 'project' },
      { name: 'own', file: join(cwd, 'scenarios/own.ts'), origin: 'project' },
      { name: 'shipped', file: join(cwd, 'library/shipped.ts'), origin: 'library' },
    ])
  })

  it('finds by name, in the project first and then in the library', () => {
    expect(resolveScenario('both', { cwd, library })).to.equal(join(cwd, 'scenarios/both.mts'))
    expect(resolveScenario('shipped', { cwd, library })).to.equal(join(library, 'shipped.ts'))
  })

  it('finds by path, relative and absolute', () => {
    expect(resolveScenario('scenarios/own.ts', { cwd, library })).to.equal(join(cwd, 'scenarios/own.ts'))
    expect(resolveScenario(join(library, 'both.ts'), { cwd, library })).to.equal(join(library, 'both.ts'))
  })

  it('names the scenarios that there are', () => {
    expect(() => resolveScenario('ow', { cwd, library }))
      .to.throw(ScenarioError)
      .with.nested.property('findings[0].remedy', 'Known scenarios: both, own, shipped')
  })

  it('says what to do where there are none', () => {
    const empty = join(cwd, 'nothing')
    expect(() => resolveScenario('own', { cwd: empty, library: empty })).to.throw(/Write scenarios\/own\.ts/)
  })

  it('does not take a missing file or a folder', () => {
    expect(() => resolveScenario('scenarios/x.ts', { cwd, library })).to.throw(ScenarioError, /no such file/)
    expect(() => resolveScenario('scenarios/load', { cwd, library })).to.throw(ScenarioError, /no such file/)
  })

  it('ships a library with this package', () => {
    expect(LIBRARY_FOLDER).to.equal(fileURLToPath(new URL('../../scenarios', import.meta.url)))
    expect(listScenarios({ cwd: tmpdir() }).map(({ name }) => name)).to.include('database-kill')
  })
})
