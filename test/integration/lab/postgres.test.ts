import { existsSync } from 'node:fs'
import { expect } from 'chai'
import { locateFor, type PostgresBinaries } from '../../../src/environments/lab/postgres/binaries.ts'
import { liveCopy } from '../../../src/environments/lab/postgres/copy.ts'
import { PostgresStartError } from '../../../src/environments/lab/postgres/errors.ts'
import { openFork, saveFork } from '../../../src/environments/lab/postgres/fork.ts'
import { readPostmasterPid } from '../../../src/environments/lab/postgres/postmaster-pid.ts'
import { privilegeModes } from '../../../src/environments/lab/postgres/privilege.ts'
import { PostgresServer } from '../../../src/environments/lab/postgres/server.ts'
import { isInRecovery, promote, queryOnce, setSynchronous } from '../../../src/environments/lab/postgres/sql.ts'
import { isAlive } from '../../../src/system/identity.ts'
import { segmentIds } from '../../support/segments.ts'
import { ids, insert, PostgresLab, streams } from './postgres-lab.ts'

/** Every way in which PostgreSQL can be run here: as root there are two. */
for (const mode of privilegeModes()) {
  describe(`PostgreSQL in the lab, started as '${mode}'`, function () {
    this.timeout(60_000)
    let binaries: PostgresBinaries
    let lab: PostgresLab

    before(async function () {
      try {
        binaries = await locateFor([mode])
      } catch (error) {
        // Containers often forbid user namespaces; an ordinary user has no second way.
        if (mode !== 'userns') throw error
        return this.skip()
      }
      lab = await PostgresLab.make(binaries)
      return undefined
    })

    after(() => lab?.remove())

    it('fails over and gets its redundancy back without losing an acknowledged write', async () => {
      const a = await lab.startClone('db-a')
      const b = await lab.startClone('db-b', a)
      await streams(a, 'db-b', 'async')
      await setSynchronous(a.url('postgres'), 'db-b')
      await streams(a, 'db-b', 'sync')
      await insert(a, 1)
      expect(await ids(b), 'a synchronous commit is on the standby').to.include(1)

      const processes = a.processes()
      expect(processes.length, 'postmaster and children').to.be.greaterThan(3)
      const receipt = await a.kill()
      expect(processes.filter(isAlive), 'processes of the killed primary').to.deep.equal([])
      expect(BigInt(receipt.returnedNs) > BigInt(receipt.askedNs)).to.equal(true)

      await promote(b.url('postgres'))
      expect(await isInRecovery(b.url('postgres'))).to.equal(false)
      await insert(b, 2)
      expect(await ids(b)).to.deep.equal([0, 1, 2])

      const archive = lab.path('db-a.fork.tar.gz')
      await saveFork(a.dataFolder, archive)
      await a.dispose()
      expect(existsSync(a.dataFolder)).to.equal(false)

      const copy = { sourceUrl: b.url('postgres'), sourceDataFolder: b.dataFolder, owner: binaries.owner }
      await liveCopy({ ...copy, targetFolder: a.dataFolder })
      const again = await lab.start('db-a', b)
      await streams(b, 'db-a', 'async')
      await setSynchronous(b.url('postgres'), 'db-a')
      await streams(b, 'db-a', 'sync')
      await insert(b, 3)
      expect(await ids(again)).to.deep.equal([0, 1, 2, 3])

      expect(await again.stop()).to.equal('stopped')
      await setSynchronous(b.url('postgres'), '')
      await insert(b, 4)
      expect(await b.stop()).to.equal('stopped')
    })

    it('keeps what only the deposed primary had, and reads it again', async () => {
      const a = await lab.startClone('lonely')
      await insert(a, 77)
      const archive = lab.path('lonely.fork.tar.gz')
      const refused = await saveFork(a.dataFolder, archive).catch((error: unknown) => error)
      expect(refused, 'the fork of a running server').to.be.instanceOf(Error)
      expect(existsSync(archive)).to.equal(false)
      await a.kill()
      await saveFork(a.dataFolder, archive)
      const segment = readPostmasterPid(a.dataFolder)?.segment?.id
      expect(segmentIds(), 'before: a killed server leaves it behind').to.include(segment)
      await a.dispose()
      expect(segmentIds()).not.to.include(segment)

      const fork = await openFork(binaries, archive, lab.dataFolder('fork'))
      expect(await ids(fork)).to.deep.equal([0, 77])
      const write = await insert(fork, 78).catch((error: unknown) => error)
      expect(write, 'a write to the evidence').to.be.instanceOf(Error)
      await fork.dispose()
      expect(existsSync(fork.dataFolder)).to.equal(false)
    })

    it('says with the words of the log why a server did not start', async () => {
      const a = await lab.startClone('broken')
      await a.stop()
      const failure: unknown = await PostgresServer.start(binaries, {
        id: 'broken',
        dataFolder: a.dataFolder,
        logFile: a.logFile,
        port: a.port,
        overrides: { shared_buffers: 'plenty' },
      }).catch((error: unknown) => error)
      expect(failure).to.be.instanceOf(PostgresStartError)
      expect((failure as PostgresStartError).message).to.include('shared_buffers')
    })

    it('freezes and wakes a server as a whole', async () => {
      const a = await lab.startClone('frozen')
      const frozen = a.signalAll('SIGSTOP')
      expect(frozen).to.deep.equal(a.processes())
      const unanswered = await queryOnce(a.url('orders'), 'select 1', [], 300).catch((error: unknown) => error)
      expect(unanswered).to.be.instanceOf(Error)
      a.signalAll('SIGCONT')
      expect(await ids(a)).to.deep.equal([0])
      expect(await a.stop()).to.equal('stopped')
      expect(await a.stop(), 'a second time').to.equal('stopped')
    })
  })
}
