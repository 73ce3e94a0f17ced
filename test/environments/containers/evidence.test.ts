import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { saveEvidence } from '../../../src/environments/containers/evidence.ts'
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
    await saveEvidence(reach.stack, folder, 30)
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

  it('lacks what cannot be had, and fails nothing', async () => {
    reach.engine.logs = () => Promise.reject(new Error('the engine is gone'))
    await saveEvidence(reach.stack, folder)
    expect(readdirSync(folder)).to.include('containers.json')
    reach.engine.containers = () => Promise.reject(new Error('the engine is gone'))
    await saveEvidence(reach.stack, folder)
  })
})
