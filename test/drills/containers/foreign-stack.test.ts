import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { DrillSandbox, reportIn, ROOT } from '../../support/drill.ts'
import { docker, labelledRemains, whyNoContainers } from '../../support/engine.ts'
import { OpenStack } from './stack-harness.ts'

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
  /** So many probes as make a baseline come together sooner. */
  const often = ['--set', 'every=20ms']

  it('is drilled after nothing but labels and a canary were added', async () => {
    const drill = await sandbox.start(scenario, '--env', 'containers', ...config, ...often)
    const { verdict, reasons, measurements, legs, events } = await drill.report()
    expect(verdict, JSON.stringify(reasons)).to.equal('pass')
    // Nothing of it tells what it does: the engine does, which brings its one application back.
    expect(legs.map(({ leg }) => leg)).to.deep.equal(['detect', 'decide', 'fail over', 'route', 'warm'])
    expect(events.map(({ kind, component }) => `${kind} ${component}`)).to.deep.equal([
      'container-died app',
      'container-started app',
    ])
    expect(measurements.timeToDetectMs, 'what the engine knows measures nothing').to.deep.equal({ lo: null, hi: null })
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

  it('is not broken where it is broken already: the words of the container that died are the reason', async () => {
    const folder = join(NOTES, '..', 'worker')
    const drill = await sandbox.start(
      join(folder, 'scenarios', 'worker-dies.ts'),
      '--env',
      'containers',
      '--set',
      `compose=${join(folder, 'compose.yaml')}`,
      ...often,
    )
    const { verdict, reasons } = await drill.report()
    expect(verdict).to.equal('inconclusive')
    expect(reasons.map(({ code }) => code)).to.include('no-targets')
    expect(reasons.map(({ text }) => text).join('\n')).to.match(
      /'worker' died before the fault: its container ended with 3[^]*cannot reach the queue/,
    )
    expect(labelledRemains()).to.deep.equal([])
  })

  it('has a full disk where one is bounded in size, which a second file can say, and none after', async () => {
    const bounded = join(sandbox.folder, 'bounded.yaml')
    writeFileSync(bounded, "services: { app: { tmpfs: ['/cache:size=1m'] } }\n")
    const stack = await OpenStack.open({ compose: `${join(NOTES, 'compose.labelled.yaml')},${bounded}` })
    try {
      const target = await stack.intend({ kind: 'disk.full', role: 'service' })
      const write = (): string => docker('exec', String(target.identity['container']), 'sh', '-c', 'echo x >/cache/x')
      write()
      expect(await stack.inject(target)).to.include('nothing more can be written to /cache of app')
      expect(() =>
        docker('exec', String(target.identity['container']), 'tar', '-cf', '/cache/y', '/programs'),
      ).to.throw()
      await stack.undoFromElsewhere(target)
      write()
    } finally {
      await stack.close()
    }
  })

  it('leaves no image that was built for the drill', async () => {
    const building = join(sandbox.folder, 'building.yaml')
    const build = "{ context: ., dockerfile_inline: 'FROM blackstart-stack' }"
    writeFileSync(building, `services: { app: { image: !reset null, build: ${build} } }\n`)
    const stack = await OpenStack.open({ compose: `${join(NOTES, 'compose.labelled.yaml')},${building}` })
    const built = docker('image', 'ls', '--quiet', '--filter', 'label=blackstart.drill')
    await stack.close()
    expect(built, 'an image of the drill').not.to.equal('')
    expect(labelledRemains()).to.deep.equal([])
  })

  it('is begun with by init, which leaves its file as it is', async () => {
    cpSync(join(NOTES, 'compose.yaml'), join(sandbox.folder, 'compose.yaml'))
    cpSync(join(NOTES, 'programs'), join(sandbox.folder, 'programs'), { recursive: true })
    writeFileSync(join(sandbox.folder, 'package.json'), '{}')
    mkdirSync(join(sandbox.folder, 'node_modules'))
    symlinkSync(ROOT, join(sandbox.folder, 'node_modules', 'blackstart'))
    const begun = await sandbox.commandIn(sandbox.folder, 'init', '--containers')
    expect(begun.code, begun.stderr).to.equal(0)
    expect(begun.stdout).to.include('compose.blackstart.yaml')
    const args = ['run', 'first-drill', '--env', 'containers', '--json', '--reports', sandbox.reports, ...often]
    const run = await sandbox.commandIn(sandbox.folder, ...args)
    expect(reportIn(sandbox.record()).verdict, run.stderr).to.equal('pass')
    expect(readFileSync(join(sandbox.folder, 'compose.yaml'), 'utf8')).to.equal(
      readFileSync(join(NOTES, 'compose.yaml'), 'utf8'),
    )
    expect(labelledRemains()).to.deep.equal([])
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
