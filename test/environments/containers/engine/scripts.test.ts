import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import {
  crashScript,
  cutScript,
  isCutScript,
  openScript,
} from '../../../../src/environments/containers/engine/scripts.ts'

const process = { id: 'c'.repeat(64), pid: 4_711 }
const nobody = { inside: [], gateways: [], instrumentPorts: [] }

describe('scripts of the helper', () => {
  it('are shell', () => {
    const scripts = [crashScript(process), openScript(process), isCutScript(process), cutScript(process, nobody)]
    for (const script of scripts) execFileSync('sh', ['-n'], { input: `( ${script}\n) 2>&1\n` })
  })

  it('touch a process only while it belongs to the container', () => {
    for (const script of [
      crashScript(process),
      openScript(process),
      isCutScript(process),
      cutScript(process, nobody),
    ]) {
      expect(script.split('\n')[0]).to.equal(
        `grep -q ${process.id} /proc/4711/cgroup || { echo "process 4711 is not of container cccccccccccc"; exit 3; }`,
      )
    }
  })

  it('cut off everything but the container itself', () => {
    const rules = cutScript(process, nobody)
    expect(rules.match(/counter drop/g)).to.have.length(2)
    expect(rules.match(/accept$/gm)).to.have.length(2)
    expect(rules).to.include('iifname "lo" accept').and.to.include('oifname "lo" accept')
  })

  it('let those talk that share its fate, in both directions', () => {
    const rules = cutScript(process, { ...nobody, inside: ['10.0.0.2', '10.0.0.3', '10.0.0.2'] })
    expect(rules).to.include('ip saddr { 10.0.0.2, 10.0.0.3 } accept')
    expect(rules).to.include('ip daddr { 10.0.0.2, 10.0.0.3 } accept')
  })

  it('let the instrument in at its ports only', () => {
    const rules = cutScript(process, { inside: [], gateways: ['10.0.0.1'], instrumentPorts: [5_432] })
    expect(rules).to.include('ip saddr { 10.0.0.1 } tcp dport { 5432 } accept')
    expect(rules).to.include('ip daddr { 10.0.0.1 } tcp sport { 5432 } accept')
    expect(cutScript(process, { inside: [], gateways: ['10.0.0.1'], instrumentPorts: [] })).not.to.include('10.0.0.1')
  })
})
