import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { saveEvidence, withoutCommands } from '../../../src/environments/containers/evidence.ts'
import { FakeReach } from './fake-engine.ts'

describe('evidence of a stack', () => {
  let folder: string
  let reach: FakeReach
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'blackstart-evidence-')), 'environment')
    reach = new FakeReach()
    reach.engine.add('db', { 'blackstart.evidence': '/forks' })
    reach.engine.add('web', { 'blackstart.evidence': '/nowhere' })
    reach.engine.told = '{"Action":"die"}\n'
  })
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

  it('is given up where the engine never comes to an end with it', async () => {
    reach.engine.history = () => new Promise(() => {})
    await saveEvidence(reach.stack, folder, { timeoutMs: 30 })
    expect(readdirSync(folder)).to.include('db.log')
  })

  it('is what was said, how it ended, what the engine did, and what is labelled', async () => {
    reach.engine.get('web').log = 'last words'
    reach.engine.die('web', 3)
    await saveEvidence(reach.stack, folder)
    expect(readdirSync(folder).sort()).to.deep.equal([
      'containers.json',
      'db-evidence.tar',
      'db.log',
      'engine-events.ndjson',
      'web.log',
    ])
    expect(readFileSync(join(folder, 'web.log'), 'utf8')).to.equal('last words')
    expect(readFileSync(join(folder, 'engine-events.ndjson'), 'utf8')).to.include('die')
    const states = JSON.parse(readFileSync(join(folder, 'containers.json'), 'utf8')) as { component: string }[]
    expect(states.map(({ component }) => component)).to.deep.equal(['db', 'web'])
  })

  it('holds no secret: values that are hidden, commands of health checks and what they said', async () => {
    const { engine } = reach
    engine.get('web').log = 'connecting with hunter2'
    engine.told = '{"Action":"exec_create: mysqladmin -phunter2"}\n'
    const inspect = engine.inspect.bind(engine)
    engine.inspect = async (id) => {
      const seen = await inspect(id)
      if (seen !== undefined) Object.assign(seen.State, { Health: { Status: 'healthy', Log: [{ Output: 'hunter2' }] } })
      return seen
    }
    await saveEvidence(reach.stack, folder, { hide: (text) => text.replaceAll('hunter2', '***') })
    const saved = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
    expect(saved.join('\n')).to.include('connecting with ***').and.include('healthy').and.not.include('hunter2')
  })

  it('tells of each event what happened to whom, without labels', () => {
    const labels = { 'com.docker.compose.service': 'db', 'traefik.users': 'ann:hunter2', exitCode: '137', image: 'i' }
    const told = `${JSON.stringify({ Action: 'die', timeNano: 7, id: 'x', Actor: { Attributes: labels } })}\n`
    expect(JSON.parse(withoutCommands(told))).to.deep.equal({
      Action: 'die',
      timeNano: 7,
      id: 'x',
      service: 'db',
      exitCode: '137',
      image: 'i',
    })
  })

  it('lacks what cannot be had, and fails nothing', async () => {
    reach.engine.logs = () => Promise.reject(new Error('the engine is gone'))
    await saveEvidence(reach.stack, folder)
    expect(readdirSync(folder)).to.include('containers.json')
    reach.engine.containers = () => Promise.reject(new Error('the engine is gone'))
    await saveEvidence(reach.stack, folder)
  })
})
