import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { InitError } from '../../src/cli/init/init-error.ts'
import { init } from '../../src/cli/init/init.ts'
import { extendManifest } from '../../src/cli/init/manifest.ts'
import { loadScenario } from '../../src/scenario/load.ts'

describe('init', () => {
  let folder: string
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text)
  const read = (path: string) => readFileSync(join(folder, path), 'utf8')
  const whatOf = () => Object.fromEntries(init(folder).steps.map(({ path, what }) => [path, what]))

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-init-'))
    write('package.json', '{\n    "name": "x"\n}\n')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('begins a project', () => {
    expect(whatOf()).to.deep.equal({
      'scenarios/first-drill.ts': 'created',
      'scenarios/load/orders.js': 'created',
      'blackstart.config.ts': 'created',
      '.github/workflows/disaster-recovery.yml': 'created',
      'package.json': 'added to',
      '.gitignore': 'created',
    })
    expect(read('package.json')).to.match(/^ {4}"scripts": \{\n {8}"drill": "blackstart run first-drill"/m)
  })

  it('begins with a scenario that can be proven', async () => {
    init(folder)
    const { scenario } = await loadScenario(join(folder, 'scenarios', 'first-drill.ts'))
    expect(scenario.sabotages).to.have.length(1)
  })

  it('changes nothing the second time', () => {
    init(folder)
    const before = read('package.json')
    expect(Object.values(whatOf())).to.deep.equal(Array.from({ length: 6 }, () => 'kept'))
    expect(read('package.json')).to.equal(before)
  })

  it('overwrites nothing', () => {
    mkdirSync(join(folder, 'scenarios'))
    write('scenarios/first-drill.ts', 'mine')
    write('blackstart.config.ts', 'mine')
    write('.gitignore', 'dist')
    write('package.json', '{"scripts":{"drill":"mine"}}')
    expect(whatOf()).to.include({ 'scenarios/first-drill.ts': 'kept', 'blackstart.config.ts': 'kept' })
    expect(read('scenarios/first-drill.ts')).to.equal('mine')
    expect(read('.gitignore')).to.equal('dist\nreports/\n')
    expect((JSON.parse(read('package.json')) as { scripts: object }).scripts).to.deep.equal({
      drill: 'mine',
      'drill:plan': 'blackstart plan first-drill',
    })
  })

  it('leads the load script to the helper of the installed package, wherever that is', () => {
    const installed = join(folder, 'node_modules', 'blackstart')
    mkdirSync(installed, { recursive: true })
    writeFileSync(join(installed, 'package.json'), '{"name":"blackstart","version":"1.0.0"}')
    mkdirSync(join(folder, 'packages', 'api'), { recursive: true })
    write('packages/api/package.json', '{}')
    expect(init(join(folder, 'packages', 'api')).installed).to.equal(true)
    expect(read('packages/api/scenarios/load/orders.js')).to.contain(
      "from '../../../../node_modules/blackstart/scenarios/load/blackstart-k6.ts'",
    )
  })

  it('commits no path behind node_modules, where package managers keep versions', () => {
    const stored = join(folder, 'node_modules', '.pnpm', 'blackstart@1.0.0', 'node_modules', 'blackstart')
    mkdirSync(stored, { recursive: true })
    writeFileSync(join(stored, 'package.json'), '{"name":"blackstart","version":"1.0.0"}')
    symlinkSync(stored, join(folder, 'node_modules', 'blackstart'))
    expect(init(folder).installed).to.equal(true)
    expect(read('scenarios/load/orders.js')).to.contain(
      "from '../../node_modules/blackstart/scenarios/load/blackstart-k6.ts'",
    )
  })

  it('writes nothing where there is no package.json, or one that cannot be read', () => {
    write('package.json', '{')
    expect(() => init(folder)).to.throw(InitError, /cannot be read as JSON/)
    rmSync(join(folder, 'package.json'))
    expect(() => init(folder)).to.throw(InitError, /npm init -y/)
    expect(() => read('blackstart.config.ts')).to.throw()
  })
})

describe('extendManifest', () => {
  it('keeps a script that says something else, and says so', () => {
    expect(extendManifest('{"scripts":{"a":"mine","b":"x"}}', { a: 'ours', b: 'x', c: 'y' })).to.deep.include({
      added: ['c'],
      kept: ['a'],
    })
  })
})
