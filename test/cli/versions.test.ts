import { expect } from 'chai'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gitState, ownVersion } from '../../src/cli/versions.ts'

describe('versions', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('knows its own', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect(ownVersion()).to.equal(version)
  })

  it('names the commit, and whether the work tree differs from it', () => {
    const git = (...args: string[]): string => {
      const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org']
      return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim()
    }
    git('init', '--quiet')
    git('commit', '--quiet', '--allow-empty', '-m', 'first')
    const commit = git('rev-parse', 'HEAD')
    expect(gitState(folder)).to.deep.equal({ commit, dirty: false })
    writeFileSync(join(folder, 'new'), '')
    expect(gitState(folder)).to.deep.equal({ commit, dirty: true })
  })

  it('says nothing outside a checkout', () => {
    expect(gitState(folder)).to.deep.equal({ commit: null, dirty: null })
  })
})
