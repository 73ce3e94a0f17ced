import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { bringUp } from '../../../src/environments/containers/bring-up.ts'
import { waitFor } from '../../../src/system/wait.ts'
import { FakeDocker } from './fake-docker.ts'
import { FakeReach } from './fake-engine.ts'

describe('bringing a stack up', () => {
  let docker: FakeDocker
  const patience = { leftMs: () => 30_000, signal: new AbortController().signal }

  beforeEach(async () => {
    docker = await FakeDocker.make()
  })
  afterEach(() => docker.remove())

  const plans = (get: () => Promise<unknown>): Parameters<typeof bringUp>[0] =>
    ({
      stack: new FakeReach().stack,
      model: { project: 'p', services: [], networks: [], volumes: [] },
      settings: { compose: ['/compose.yaml'], hands: 'helper', variables: {} },
      drillId: 'd1',
      hands: { get },
      folder: join(docker.folder, 'environment'),
    }) as unknown as Parameters<typeof bringUp>[0]

  it('ends compose when the helper cannot start: it would go on creating what nobody removes', async () => {
    const file = join(docker.folder, 'pid')
    await docker.does(`echo $$ > ${file}.new; mv ${file}.new ${file}; exec sleep 60`)
    const helper = async (): Promise<never> => {
      await waitFor('compose runs', () => existsSync(file), { timeoutMs: 10_000 })
      throw new Error('apparmor failed to apply profile')
    }
    expect(await bringUp(plans(helper), patience).catch(String)).to.include('apparmor')
    const pid = Number(await readFile(file, 'utf8'))
    expect(() => process.kill(pid, 0)).to.throw('ESRCH')
  })

  it('waits for the helper when compose fails: it would be created after the removal', async () => {
    await docker.does('echo "no such service" >&2; exit 1')
    let started = false
    const helper = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      started = true
    }
    expect(await bringUp(plans(helper), patience).catch(String)).to.include('no such service')
    expect(started).to.equal(true)
  })

  it('tries other ports when one was taken in the meantime', async () => {
    await docker.does(
      `[ -e ${docker.folder}/once ] && exit 0; touch ${docker.folder}/once; echo "Bind: port is already allocated" >&2; exit 1`,
    )
    await bringUp(
      plans(async () => {}),
      patience,
    )
    expect(existsSync(join(docker.folder, 'once'))).to.equal(true)
  })
})
