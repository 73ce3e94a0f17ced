import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { DrillSandbox, ROOT } from '../../support/drill.ts'
import { docker, labelledRemains, whyNoContainers } from '../../support/engine.ts'

const NONE = whyNoContainers()
const NOTES = join(ROOT, 'test', 'fixtures', 'containers', 'notes')

describe(`drills in containers: a stack of somebody's${NONE === undefined ? '' : ` (skipped: ${NONE})`}`, function () {
  this.timeout(300_000)
  let sandbox: DrillSandbox

  before(function () {
    if (NONE !== undefined) this.skip()
  })
  beforeEach(() => {
    sandbox = new DrillSandbox()
  })
  afterEach(() => sandbox?.dispose())

  const scenario = join(NOTES, 'scenarios', 'app-dies.ts')
  const config = ['--config', join(NOTES, 'blackstart.config.ts')]

  it('is drilled after nothing but labels and a canary were added', async () => {
    const drill = await sandbox.start(scenario, '--env', 'containers', ...config)
    const { verdict, reasons, measurements } = await drill.report()
    expect(verdict, JSON.stringify(reasons)).to.equal('pass')
    expect(measurements.writes.acknowledged).to.be.greaterThan(10)
    expect(measurements.writes.lost).to.equal(0)
    expect(labelledRemains()).to.deep.equal([])
  })

  it('is refused without its labels, before anything is started', async () => {
    const without = ['--set', `compose=${join(NOTES, 'compose.yaml')}`]
    const { code, stderr } = await sandbox.command('run', scenario, '--env', 'containers', ...config, ...without)
    expect(code).to.equal(64)
    expect(stderr).to.include('no service has the label blackstart.http')
    expect(stderr).to.include('no service has the label blackstart.role: service')
    expect(sandbox.records()).to.deep.equal([])
  })

  it('is refused when an image is missing', async () => {
    const other = ['--set', 'env.NOTES_IMAGE=nobody/has-this:1']
    const { code, stderr } = await sandbox.command('run', scenario, '--env', 'containers', ...config, ...other)
    expect(code).to.equal(64)
    expect(stderr).to.match(/the image 'nobody\/has-this:1' of service .*'app'.* is not on this engine/)
  })

  it('is refused without an engine', async () => {
    sandbox.setEnvironment({ DOCKER_HOST: 'unix:///nowhere.sock' })
    const { code, stderr } = await sandbox.command('run', scenario, '--env', 'containers', ...config)
    expect(code).to.equal(64)
    expect(stderr).to.include('no container engine answers at DOCKER_HOST=unix:///nowhere.sock')
  })

  it('is refused without the compose plugin', async () => {
    sandbox.setEnvironment({ DOCKER_CONFIG: sandbox.folder })
    const { code, stderr } = await sandbox.command('run', scenario, '--env', 'containers', ...config)
    expect(code).to.equal(64)
    expect(stderr).to.include('install the compose plugin, version 2')
  })

  it('is observed without any label, while somebody else kills its application', async () => {
    const compose = ['compose', '--project-name', 'notes-observed', '--file', join(NOTES, 'compose.yaml')]
    try {
      docker(...compose, 'up', '--detach', '--wait')
      const address = docker(...compose, 'port', 'front', '80')
      const app = docker(...compose, 'ps', '--quiet', 'app')
      const mark = `docker restart -t 0 ${app}`
      const observed = sandbox.observe(
        '--url',
        `http://${address}`,
        ...config,
        '--mark-command',
        mark,
        '--objective',
        'rto=15s',
      )
      const { measurements, verdict } = await observed.report()
      expect(verdict).to.equal('pass')
      expect(measurements.writes.lost).to.equal(0)
      expect(readFileSync(join(sandbox.record(), 'journal.ndjson'), 'utf8')).to.include('restart')
    } finally {
      docker(...compose, 'down', '--volumes', '--timeout', '1')
    }
  })
})
