import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { ScenarioError } from '../../src/scenario/findings.ts'
import { loadScenario } from '../../src/scenario/load.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures/scenarios/', import.meta.url))

async function failureOf(name: string): Promise<ScenarioError> {
  try {
    await loadScenario(join(FIXTURES, name))
  } catch (error) {
    if (error instanceof ScenarioError) return error
    throw error
  }
  throw new Error(`${name} was loaded`)
}

describe('loadScenario', () => {
  it('loads TypeScript with import in a commonjs project', async () => {
    const loaded = await loadScenario(join(FIXTURES, 'good.mts'))
    expect(loaded).to.include({ name: 'good', file: join(FIXTURES, 'good.mts') })
    expect(loaded.scenario.faults).to.deep.equal([{ kind: 'database.kill', role: 'primary', at: '1s' }])
    expect(loaded.sha256).to.match(/^[0-9a-f]{64}$/)
    expect(loaded).not.to.have.property('loadScript')
  })

  it('loads commonjs', async () => {
    const loaded = await loadScenario(join(FIXTURES, 'good-cjs.js'))
    expect(loaded.scenario.title).to.equal('A scenario in commonjs')
  })

  it('loads where blackstart is not installed, and under node_modules', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
    try {
      const installed = join(folder, 'node_modules', 'team-scenarios')
      mkdirSync(installed, { recursive: true })
      cpSync(join(FIXTURES, 'good.mts'), join(installed, 'theirs.mts'))
      expect((await loadScenario(join(installed, 'theirs.mts'))).name).to.equal('theirs')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('names the line at which a file throws, and keeps the cause', async () => {
    const error = await failureOf('throws.ts')
    expect(error.findings).to.have.length(1)
    expect(error.findings[0]).to.include({ message: 'throws when it is loaded', line: 8 })
    expect(error.findings[0]?.found).to.contain('TypeError')
    expect(error.cause).to.be.instanceOf(Error)
  })

  it('names the line at which a file does not parse', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
    try {
      const file = join(folder, 'syntax.ts')
      writeFileSync(file, '\nexport default { title: }\n')
      const error = await loadScenario(file).catch((cause: unknown) => cause)
      expect(error).to.be.instanceOf(ScenarioError)
      expect((error as ScenarioError).findings[0]).to.include({ line: 2 })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('refuses a file without a default export', async () => {
    const error = await failureOf('no-default.ts')
    expect(error.findings[0]).to.include({ message: 'the default export is not a scenario', found: 'nothing' })
  })

  it('refuses a file that exports something else', async () => {
    const error = await failureOf('not-a-scenario.ts')
    expect(error.findings[0]).to.include({ message: 'the default export is not a scenario', found: '42' })
  })

  it('refuses a file that does not exist', async () => {
    const error = await failureOf('nowhere.ts')
    expect(error.findings[0]).to.include({ message: 'cannot be read' })
  })

  it('returns all findings at once, with their lines, the missing k6 script among them', async () => {
    const error = await failureOf('wrong.ts')
    const lines = Object.fromEntries(error.findings.map(({ path, line }) => [path, line]))
    expect(lines).to.deep.equal({
      hypothesis: 6,
      'objectives.rto': 7,
      'objectives.in.lba': 7,
      'load.rate': 8,
      'load.script': 8,
      'faults[1].role': undefined,
      'faults[1].startsClock': undefined,
      'faults[2].kind': undefined,
      titel: 15,
    })
  })

  it('loads each time anew', async () => {
    const first = await loadScenario(join(FIXTURES, 'good.mts'))
    const second = await loadScenario(join(FIXTURES, 'good.mts'))
    expect(first.scenario).not.to.equal(second.scenario)
  })
})
