import { execFileSync, spawnSync } from 'node:child_process'
import { expect } from 'chai'
import {
  type Drop,
  droppedPackets,
  dropScript,
  isDroppingScript,
  isPassingScript,
  passScript,
  tableOf,
} from '../../../../src/environments/containers/engine/drop-scripts.ts'

const process = { id: 'c'.repeat(64), pid: 4_711 }
const everything: Drop = { direction: 'both', inside: [], gateways: [], instrumentPorts: [] }
const TABLE = tableOf({ injectionId: 7 })

const rules = (drop: Partial<Drop> = {}): string => dropScript(process, TABLE, { ...everything, ...drop })

describe('scripts that drop packets', () => {
  it('are shell, and touch a process only while it belongs to the container', () => {
    for (const script of [
      rules(),
      passScript(process, TABLE),
      isDroppingScript(process, TABLE),
      isPassingScript(process, TABLE),
    ]) {
      execFileSync('sh', ['-n'], { input: `( ${script}\n) 2>&1\n` })
      expect(script.split('\n')[0]).to.match(/^grep -q c{64} \/proc\/4711\/cgroup/)
    }
  })

  it('have a table for each injection, so that one fault does not end another', () => {
    expect(TABLE).to.equal('inet blackstart_7')
    expect(rules()).to.include('table inet blackstart_7 {')
  })

  it('cut off everything but the container itself', () => {
    expect(rules().match(/counter drop/g)).to.have.length(2)
    expect(rules().match(/accept$/gm)).to.have.length(2)
    expect(rules()).to.include('iifname "lo" accept').and.to.include('oifname "lo" accept')
  })

  it('let those talk that share its fate, in both directions', () => {
    const script = rules({ inside: ['10.0.0.2', '10.0.0.3', '10.0.0.2'] })
    expect(script).to.include('ip saddr { 10.0.0.2, 10.0.0.3 } accept')
    expect(script).to.include('ip daddr { 10.0.0.2, 10.0.0.3 } accept')
  })

  it('mean addresses of IPv6, too, and let them find each other', () => {
    const zone = rules({ inside: ['10.0.0.2', 'fd00::2'], gateways: ['fd00::1'], instrumentPorts: [5_432] })
    expect(zone).to.include('ip saddr { 10.0.0.2 } accept').and.to.include('ip6 daddr { fd00::2 } accept')
    expect(zone).to.include('ip6 saddr { fd00::1 } tcp dport { 5432 } accept').and.to.include('nd-neighbor-solicit')
    const peers = rules({ peers: ['10.0.0.2', 'fd00::2'], peerPort: 5_432 })
    expect(peers).to.include('ip saddr { 10.0.0.2 } tcp sport 5432 counter drop')
    expect(peers).to.include('ip6 saddr { fd00::2 } tcp sport 5432 counter drop').and.not.to.include('icmpv6')
  })

  it('let the instrument in at its ports only', () => {
    const script = rules({ gateways: ['10.0.0.1'], instrumentPorts: [5_432] })
    expect(script).to.include('ip saddr { 10.0.0.1 } tcp dport { 5432 } accept')
    expect(script).to.include('ip daddr { 10.0.0.1 } tcp sport { 5432 } accept')
    expect(rules({ gateways: ['10.0.0.1'] })).not.to.include('10.0.0.1')
  })

  it('drop one way only', () => {
    expect(rules({ direction: 'in' }))
      .to.include('hook input')
      .and.not.to.include('hook output')
    expect(rules({ direction: 'out' }))
      .to.include('hook output')
      .and.not.to.include('hook input')
  })

  it('drop what is exchanged with peers only, and a share of it', () => {
    const script = rules({ peers: ['10.0.0.2'], peerPort: 5_432, percent: 2.5 })
    expect(script).to.include('ip saddr { 10.0.0.2 } tcp sport 5432 numgen random mod 10000 < 250 counter drop')
    expect(script).to.include('ip daddr { 10.0.0.2 } tcp dport 5432 numgen random mod 10000 < 250 counter drop')
  })

  it('are proven by what was dropped', () => {
    expect(droppedPackets('counter packets 3 bytes 180 drop\n counter packets 4 bytes 1 drop')).to.equal(7)
    expect(droppedPackets('table inet x {}')).to.equal(0)
  })

  /** A look with another program in place of nsenter, without the guard that it begins with. */
  const look = (script: string, nsenter: string): number | null =>
    spawnSync('sh', ['-c', `nsenter() { ${nsenter}; }\n${script.split('\n').slice(1).join('\n')}`]).status

  it('are over where they are seen not to be there, and only there', () => {
    const isOver = isPassingScript(process, TABLE)
    expect(look(isOver, "echo 'table inet other'; echo 'table inet blackstart_70'")).to.equal(0)
    expect(look(isOver, `echo 'table ip x'; echo 'table ${TABLE}'`)).to.equal(6)
    expect(look(isOver, 'return 127'), 'a look that fails').to.equal(127)
  })

  it('are not taken away where nobody can look', () => {
    expect(look(passScript(process, TABLE), 'return 1')).to.equal(1)
    expect(look(passScript(process, TABLE), 'echo')).to.equal(0)
  })
})
