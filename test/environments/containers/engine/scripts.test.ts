import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import { allOf, assertOurs, crashScript, loseScript } from '../../../../src/environments/containers/engine/scripts.ts'

const process = { id: 'c'.repeat(64), pid: 4_711 }

describe('scripts of the helper', () => {
  it('are shell', () => {
    for (const script of [crashScript(process), loseScript(process, "/it's"), allOf(['true', 'false']), allOf([])])
      execFileSync('sh', ['-n'], { input: `( ${script}\n) 2>&1\n` })
  })

  it('touch a process only while it belongs to the container', () => {
    for (const script of [crashScript(process), loseScript(process, '/data')]) {
      expect(script.split('\n')[0]).to.equal(
        `grep -q ${process.id} /proc/4711/cgroup || { echo "process 4711 is not of container cccccccccccc"; exit 3; }`,
      )
    }
    expect(() => execFileSync('sh', ['-c', assertOurs({ ...process, pid: 1 })])).to.throw()
  })

  it('end with the first of several that fails', () => {
    const said = execFileSync('sh', ['-c', `( ${allOf(['echo one', 'exit 4', 'echo three'])}\n); echo "code $?"`])
    expect(said.toString()).to.equal('one\ncode 4\n')
  })
})
