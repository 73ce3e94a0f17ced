import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import {
  emptyScript,
  fillScript,
  isEmptyScript,
  isFullScript,
} from '../../../../src/environments/containers/engine/fill-scripts.ts'

const process = { id: 'c'.repeat(64), pid: 4_711 }
const volumes = [
  { path: '/cache/', bytes: 10_000 },
  { path: "/it's", bytes: 4_096 },
]

describe('scripts that fill volumes', () => {
  it('are shell, and touch a process only while it belongs to the container', () => {
    for (const script of [fillScript, isFullScript, emptyScript, isEmptyScript].map((make) =>
      make(process, volumes, 3),
    )) {
      execFileSync('sh', ['-n'], { input: `( ${script}\n) 2>&1\n` })
      expect(script.split('\n')[0]).to.match(/^grep -q c{64} \/proc\/4711\/cgroup/)
    }
  })

  it('write no more than a volume is said to hold, even if nothing keeps it to that', () => {
    const script = fillScript(process, volumes, 3)
    expect(script).to.include("of='/proc/4711/root/cache/.blackstart-fill-3' bs=4096 count=3 ")
    expect(script).to.include("it'\\''s/.blackstart-fill-3' bs=4096 count=1 ")
  })

  it('remove what they have written, and nothing else', () => {
    const [, removal = ''] = emptyScript(process, volumes, 3).split('\n')
    expect(removal.match(/\.blackstart-fill-3'/g)).to.have.length(2)
    expect(removal).not.to.include('*')
  })
})
