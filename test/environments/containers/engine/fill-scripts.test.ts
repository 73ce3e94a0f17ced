import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  emptyScript,
  fillScript,
  isEmptyScript,
  isFilledScript,
  isFullScript,
} from '../../../../src/environments/containers/engine/fill-scripts.ts'

const process = { id: 'c'.repeat(64), pid: 4_711 }
const volumes = [
  { path: '/cache/', bytes: 10_000 },
  { path: "/it's", bytes: 4_096 },
]

describe('scripts that fill volumes', () => {
  it('are shell, and touch a process only while it belongs to the container', () => {
    const all = [isFullScript, isFilledScript, emptyScript, isEmptyScript].map((make) => make(process, volumes, 3))
    for (const script of [...all, fillScript(process, "/it's", 3, 10_000)]) {
      execFileSync('sh', ['-n'], { input: `( ${script}\n) 2>&1\n` })
      expect(script.split('\n')[0]).to.match(/^grep -q c{64} \/proc\/4711\/cgroup/)
    }
  })

  describe('fill', () => {
    let folder: string
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'blackstart-fill-'))
      writeFileSync(join(folder, 'mounts'), `36 1 0:31 / / rw - overlay\n41 36 0:41 / /a\\040cache rw - tmpfs\n`)
    })
    afterEach(() => rmSync(folder, { recursive: true }))

    /** As in the container, with a folder in place of the volume. */
    const run = (path: string, bytes: number, dd = 'command dd'): string => {
      const script = fillScript(process, path, 3, bytes)
        .split('\n')
        .slice(1)
        .join('\n')
        .replaceAll(`/proc/4711/root${path.replace(/\/$/, '')}/`, `${folder}/`)
        .replace('/proc/4711/mountinfo', `${folder}/mounts`)
      return execFileSync('sh', ['-c', `dd() { ${dd} "$@"; }\n( ${script}\n)`]).toString()
    }
    const size = (): number => statSync(join(folder, '.blackstart-fill-3')).size

    it('what they are told to, one after the other', () => {
      expect(run('/a cache/', 131_072)).to.equal('')
      expect(run('/a cache', 65_536)).to.equal('')
      expect(size()).to.equal(196_608)
    })

    it('up to the last block, and say so', () => {
      expect(run('/a cache', 65_536, 'false')).to.equal('full\n')
    })

    it('nothing where the path leads by another way than its own mount', () => {
      expect(() => run('/link', 4_096)).to.throw()
      expect(() => size()).to.throw()
    })
  })

  it('remove what they have written, and nothing else', () => {
    const [, removal = ''] = emptyScript(process, volumes, 3).split('\n')
    expect(removal.match(/\.blackstart-fill-3'/g)).to.have.length(2)
    expect(removal).not.to.include('*')
  })
})
