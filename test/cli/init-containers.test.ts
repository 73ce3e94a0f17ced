import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { parse } from 'yaml'
import { startWithContainers } from '../../src/cli/init/containers.ts'
import { InitError } from '../../src/cli/init/init-error.ts'
import { init } from '../../src/cli/init/init.ts'
import { loadConfig } from '../../src/scenario/config.ts'
import { loadScenario } from '../../src/scenario/load.ts'

/** What compose says of a file, from a client that needs no engine. */
const MODEL = {
  name: 'shop',
  services: {
    front: { image: 'nginx', ports: [{ target: 80, published: '8080' }] },
    app: { image: 'shop/app' },
  },
}

describe('init for a compose file', () => {
  let folder: string
  let path: string | undefined
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-init-'))
    path = process.env['PATH']
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'docker'), `#!/bin/sh\ncat <<'JSON'\n${JSON.stringify(MODEL)}\nJSON\n`, { mode: 0o755 })
    process.env['PATH'] = `${bin}:${path}`
    writeFileSync(join(folder, 'package.json'), '{}')
    writeFileSync(join(folder, 'compose.yml'), 'services: {}\n')
  })
  afterEach(() => {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true, force: true })
  })

  it('writes labels into a file of their own, a configuration and a scenario that can be loaded', async () => {
    const { steps } = init(folder, await startWithContainers(folder))
    expect(steps.map(({ path: file, what }) => [file, what])).to.deep.equal([
      ['compose.blackstart.yaml', 'created'],
      ['scenarios/first-drill.ts', 'created'],
      ['blackstart.config.ts', 'created'],
      ['package.json', 'added to'],
      ['.gitignore', 'created'],
    ])
    const { services } = parse(readFileSync(join(folder, 'compose.blackstart.yaml'), 'utf8')) as {
      services: Record<string, { labels: object }>
    }
    expect(services['front']?.labels).to.deep.equal({ 'blackstart.role': 'load-balancer', 'blackstart.http': '80' })
    const { scenario } = await loadScenario(join(folder, 'scenarios', 'first-drill.ts'))
    expect(scenario.faults).to.deep.equal([{ kind: 'instance.terminate', role: 'service' }])
    const { containers } = await loadConfig(folder)
    expect(containers.settings['compose']).to.equal(
      `${join(folder, 'compose.yml')},${join(folder, 'compose.blackstart.yaml')}`,
    )
    expect(readFileSync(join(folder, 'compose.yml'), 'utf8')).to.equal('services: {}\n')
  })

  it('overwrites nothing', async () => {
    writeFileSync(join(folder, 'compose.blackstart.yaml'), 'mine')
    const start = await startWithContainers(folder)
    init(folder, start)
    expect(start.compose).to.equal("['compose.yml', 'compose.blackstart.yaml']")
    expect(readFileSync(join(folder, 'compose.blackstart.yaml'), 'utf8')).to.equal('mine')
  })

  it('says which file it looked for', async () => {
    const missing = await startWithContainers(folder, 'deploy/shop.yaml').catch((thrown: unknown) => thrown)
    expect(missing).to.be.instanceOf(InitError).and.have.property('message').that.includes('deploy/shop.yaml')
    rmSync(join(folder, 'compose.yml'))
    const none = await startWithContainers(folder).catch((thrown: unknown) => thrown)
    expect(String(none)).to.include('none of compose.yaml, compose.yml').and.to.include('init --containers <file>')
  })

  it('passes on why compose cannot read it', async () => {
    writeFileSync(join(folder, 'bin', 'docker'), '#!/bin/sh\necho "yaml: line 3: mapping" >&2\nexit 15\n')
    const error = await startWithContainers(folder).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(InitError).and.have.property('message').that.includes('yaml: line 3')
  })
})
