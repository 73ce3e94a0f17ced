import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  bandwidthShape,
  isFreeScript,
  isShapedScript,
  isUnshapedScript,
  latencyShape,
  shapedBytes,
  shapeScript,
  unshapeScript,
} from '../../../../src/environments/containers/engine/shape-scripts.ts'

const process = { id: 'c'.repeat(64), pid: 4_711 }

describe('scripts that hold packets back', () => {
  it('are shell, and touch a process only while it belongs to the container', () => {
    const scripts = [
      shapeScript(process, latencyShape(200)),
      unshapeScript(process),
      isShapedScript(process),
      isUnshapedScript(process),
      isFreeScript(process),
    ]
    for (const script of scripts) {
      execFileSync('sh', ['-n'], { input: `( ${script}\n) 2>&1\n` })
      expect(script.split('\n')[0]).to.match(/^grep -q c{64} \/proc\/4711\/cgroup/)
    }
  })

  it('act on every device of the container but its loopback', () => {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-devices-'))
    try {
      const devices = join(folder, 'dev')
      const heading = 'Inter-|   Receive\n face |bytes    packets\n'
      writeFileSync(devices, `${heading}    lo: 1 2\n  eth0: 3 4\n  eth1:5 6\n`)
      const script = shapeScript(process, bandwidthShape(512))
        .split('\n')
        .slice(2)
        .join('\n')
        .replace('/proc/4711/net/dev', devices)
        .replace('nsenter -t 4711 -n', 'echo')
      expect(execFileSync('sh', ['-c', script]).toString().split('\n').filter(Boolean)).to.deep.equal([
        'tc qdisc replace dev eth0 root handle b1ac: tbf rate 512kbit burst 5000 latency 400ms',
        'tc qdisc replace dev eth1 root handle b1ac: tbf rate 512kbit burst 5000 latency 400ms',
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('take no device that somebody else holds back', () => {
    const free = (listing: string): number => {
      const script = isFreeScript(process)
        .split('\n')
        .slice(1)
        .join('\n')
        .replace(/nsenter.*show/, 'printf "$LISTING"')
      return spawnSync('sh', ['-c', script], { env: { LISTING: listing } }).status ?? -1
    }
    expect(
      free('qdisc noqueue 0: dev lo root\nqdisc fq_codel 0: dev eth0 root\nqdisc clsact ffff: dev eth0\n'),
    ).to.equal(0)
    expect(free('qdisc netem 8001: dev eth0 root\n')).to.equal(4)
    expect(free('qdisc tbf b1ac: dev eth0 root\n')).to.equal(4)
  })

  it('let ten milliseconds of a fast link through at once', () => {
    expect(bandwidthShape(100_000)).to.equal('tbf rate 100000kbit burst 125000 latency 400ms')
    expect(latencyShape(50)).to.equal('netem delay 50ms')
  })

  it('are proven by what went through', () => {
    expect(shapedBytes('qdisc tbf b1ac: dev eth0\n Sent 1200 bytes 8 pkt')).to.equal(1_200)
  })

  it('are over where they are seen not to be there, and only there', () => {
    const look = (nsenter: string): number | null =>
      spawnSync('sh', ['-c', `nsenter() { ${nsenter}; }\n${isUnshapedScript(process).split('\n').slice(1).join('\n')}`])
        .status
    expect(look("echo 'qdisc noqueue 0: dev eth0 root'")).to.equal(0)
    expect(look("echo 'qdisc tbf b1ac: dev eth0 root'")).to.equal(6)
    expect(look('return 127')).to.equal(127)
  })
})
