import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { locatePostgres } from '../../../src/environments/lab/postgres/binaries.ts'
import { readPostmasterPid } from '../../../src/environments/lab/postgres/postmaster-pid.ts'
import { PostgresServer } from '../../../src/environments/lab/postgres/server.ts'
import { sweepPostgres } from '../../../src/environments/lab/postgres/sweep.ts'
import { isAlive } from '../../../src/system/identity.ts'
import { waitFor } from '../../../src/system/wait.ts'
import { ids, PostgresLab } from './postgres-lab.ts'
import { segmentIds } from '../../support/segments.ts'

const execFileAsync = promisify(execFile)
const sweepModule = new URL('../../../src/environments/lab/postgres/sweep.ts', import.meta.url).href

/** Runs the sweep where nothing is known but the folder. */
async function sweepFromAnotherProcess(dataFolder: string): Promise<number> {
  const script = `import { sweepPostgres } from ${JSON.stringify(sweepModule)}
    console.log((await sweepPostgres(process.argv[1])).killed.length)`
  const args = ['--input-type=module', '-e', script, dataFolder]
  return Number((await execFileAsync(process.execPath, args)).stdout)
}

describe('Servers found again by another process', function () {
  this.timeout(60_000)
  let lab: PostgresLab
  let bystander: ChildProcess

  before(async () => {
    lab = await PostgresLab.make(await locatePostgres())
    bystander = spawn('sleep', ['120'], { stdio: 'ignore' })
    await once(bystander, 'spawn')
  })

  after(async () => {
    bystander?.kill('SIGKILL')
    await lab?.remove()
  })

  it('sweeps a running server, its children and its shared memory, and does it again without harm', async () => {
    const server = await lab.startClone('swept')
    const processes = server.processes()
    const segment = readPostmasterPid(server.dataFolder)?.segment?.id
    expect(segmentIds()).to.include(segment)

    // How many children there are changes while it starts.
    expect(await sweepFromAnotherProcess(server.dataFolder)).to.be.greaterThan(3)
    expect(processes.filter(isAlive)).to.deep.equal([])
    expect(segmentIds()).not.to.include(segment)
    expect(await sweepFromAnotherProcess(server.dataFolder)).to.equal(0)
  })

  it('sweeps a frozen server, whose children lost their postmaster', async () => {
    const server = await lab.startClone('orphans')
    const [postmaster, ...children] = server.signalAll('SIGSTOP')
    process.kill(postmaster!.pid, 'SIGKILL')
    await waitFor('the postmaster is gone', () => !isAlive(postmaster!), { timeoutMs: 5000 })
    expect(children.filter(isAlive), 'frozen children stay').to.deep.equal(children)
    const { killed } = await sweepPostgres(server.dataFolder)
    expect(killed.map(({ pid }) => pid)).to.include.members(children.map(({ pid }) => pid))
    expect(children.filter(isAlive)).to.deep.equal([])
  })

  it('sweeps a server that has not written its own file yet', async () => {
    const server = await lab.startClone('early')
    const pidFile = join(server.dataFolder, 'postmaster.pid')
    const text = await readFile(pidFile)
    await writeFile(pidFile, '')
    const processes = server.processes()
    await sweepPostgres(server.dataFolder)
    expect(processes.filter(isAlive)).to.deep.equal([])
    await writeFile(pidFile, text)
    await sweepPostgres(server.dataFolder)
  })

  it('adopts a running server by its folder', async () => {
    const server = await lab.startClone('adopted')
    const adopted = PostgresServer.adopt(server.dataFolder)
    expect(adopted).to.deep.equal(server)
    expect(await ids(adopted!)).to.deep.equal([0])
    await adopted!.kill()
    expect(PostgresServer.adopt(server.dataFolder)).to.equal(undefined)
  })

  it('leaves a process alone that was given the pid of a server that died', async () => {
    const server = await lab.startClone('reused')
    await server.kill()
    for (const path of [join(server.dataFolder, 'postmaster.pid'), `${server.dataFolder}.pid`]) {
      const text = await readFile(path, 'utf8')
      await writeFile(path, text.replaceAll(String(server.identity.pid), String(bystander.pid)))
    }
    expect(readPostmasterPid(server.dataFolder)?.pid, 'the file names the bystander').to.equal(bystander.pid)
    expect(PostgresServer.adopt(server.dataFolder)).to.equal(undefined)
    expect((await sweepPostgres(server.dataFolder)).killed).to.deep.equal([])
    expect(bystander.exitCode).to.equal(null)
    expect(bystander.signalCode).to.equal(null)
    await server.dispose()
  })
})
