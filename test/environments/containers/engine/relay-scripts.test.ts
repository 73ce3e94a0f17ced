import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { tableOf } from '../../../../src/environments/containers/engine/drop-scripts.ts'
import {
  CAN_RELAY,
  holdScript,
  isFreeOfRelaysScript,
  isHeldScript,
  isLetGoScript,
  letGoScript,
  timesIn,
  timeScript,
} from '../../../../src/environments/containers/engine/relay-scripts.ts'

const ID = 'c'.repeat(64)
const TABLE = tableOf({ injectionId: 7 })
const RELAY = join(import.meta.dirname, '..', '..', '..', '..', 'stack', 'hands', 'relay')

/** Stand in for the programs of the helper: a table is a file, and so is the kernel's list of those who take packets. */
const NFT = `case "$*" in
'list tables') for table in tables/*; do [ -e "$table" ] && echo "table inet \${table#tables/}"; done; exit 0 ;;
'-f -') cat >>rules; : >tables/blackstart_7 ;;
'delete table inet blackstart_7') rm tables/blackstart_7; [ -e stubborn ] || : >net/netfilter/nfnetlink_queue ;;
*) exit 9 ;;
esac`
const TAKES = 'echo "45484  4711     0 2 65531     0     0        1  1" >net/netfilter/nfnetlink_queue'

describe('scripts that have a relay hold packets', () => {
  let folder: string
  let bin: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-relay-'))
    bin = join(folder, 'bin')
    for (const part of ['bin', 'tables', 'net/netfilter']) mkdirSync(join(folder, part), { recursive: true })
    writeFileSync(join(folder, 'cgroup'), `0::/docker/${ID}\n`)
    writeFileSync(join(folder, 'net/netfilter/nfnetlink_queue'), '')
    provide('nsenter', 'shift 3; exec "$@"')
    provide('nft', NFT)
    provide('blackstart-relay', `${TAKES}; echo "$@" >>relays; echo holding; exec sleep 0.2`)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const provide = (name: string, program: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${program}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  const target = { id: ID, pid: 4_711 }
  const run = (script: string): { readonly code: number | null; readonly said: string } => {
    const here = script.replaceAll('/proc/4711/', `${folder}/`)
    const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}` }
    const { status, stdout } = spawnSync('sh', ['-c', `( ${here}\n) 2>&1`], { cwd: folder, env, encoding: 'utf8' })
    return { code: status, said: stdout.trim() }
  }
  const hold = () => run(holdScript(target, TABLE, 200, folder))

  it('are shell, and touch a process only while it belongs to the container', () => {
    const scripts = [
      holdScript(target, TABLE, 200),
      letGoScript(target, TABLE),
      isHeldScript(target, TABLE),
      isLetGoScript(target, TABLE),
      isFreeOfRelaysScript(target),
      timeScript(target, ['10.0.0.1'], 200),
    ]
    for (const script of scripts) {
      execFileSync('sh', ['-n'], { input: `( ${script}\n) 2>&1\n` })
      expect(script.split('\n')[0]).to.match(/^grep -q c{64} \/proc\/4711\/cgroup/)
    }
    execFileSync('sh', ['-n'], { input: CAN_RELAY })
  })

  it('begin a relay, once it holds, and end it with its table', () => {
    expect(hold()).to.deep.equal({ code: 0, said: '' })
    expect(readFileSync(join(folder, 'relays'), 'utf8')).to.equal('hold 200 4711 blackstart_7\n')
    expect(run(isHeldScript(target, TABLE)).code).to.equal(0)
    expect(run(isLetGoScript(target, TABLE))).to.deep.equal({ code: 6, said: 'its packets are still handed over' })
    expect(run(letGoScript(target, TABLE)).code).to.equal(0)
    expect(run(isLetGoScript(target, TABLE)).code).to.equal(0)
    expect(run(letGoScript(target, TABLE)).code).to.equal(0)
  })

  it('let what goes within the container pass, and what the proof compares it with', () => {
    hold()
    const rules = readFileSync(join(folder, 'rules'), 'utf8')
    expect(rules).to.include('oifname "lo" accept').and.to.include('meta mark 0xb1ac accept')
  })

  it('begin no second relay where one is', () => {
    hold()
    hold()
    expect(readFileSync(join(folder, 'relays'), 'utf8')).to.have.length('hold 200 4711 blackstart_7\n'.length)
    expect(run(isFreeOfRelaysScript(target))).to.deep.equal({
      code: 4,
      said: 'what it sends is held back by a relay already',
    })
  })

  it('begin another one where one has died, and have seen that it had', () => {
    hold()
    writeFileSync(join(folder, 'net/netfilter/nfnetlink_queue'), '')
    expect(run(isHeldScript(target, TABLE))).to.deep.equal({ code: 1, said: 'no relay takes its packets any more' })
    hold()
    expect(readFileSync(join(folder, 'relays'), 'utf8').match(/hold/g)).to.have.length(2)
  })

  it('pass on what a relay says that does not begin', () => {
    provide('blackstart-relay', 'echo "a rule that hands packets over: no such file" >&2; exit 1')
    const { code, said } = hold()
    expect(code).to.equal(1)
    expect(said).to.include('the relay does not begin: a rule that hands packets over: no such file')
  })

  it('fail where a relay does not end', () => {
    hold()
    provide('sleep', 'exit 0')
    writeFileSync(join(folder, 'stubborn'), '')
    expect(run(letGoScript(target, TABLE))).to.deep.equal({ code: 6, said: 'the relay does not end' })
    expect(run(isLetGoScript(target, TABLE))).to.deep.equal({ code: 6, said: 'a relay still holds its packets' })
  })

  it('know nothing where nobody can look', () => {
    rmSync(join(folder, 'net/netfilter/nfnetlink_queue'))
    expect(run(isLetGoScript(target, TABLE)).code).to.equal(1)
    provide('nsenter', 'exit 127')
    expect(run(isLetGoScript(target, TABLE)).code).to.equal(127)
    expect(run(isHeldScript(target, TABLE)).code).to.equal(127)
  })

  it('are proven by two times', () => {
    expect(timesIn('200.7 0.1')).to.deep.equal({ through: 200.7, past: 0.1 })
    expect(timesIn('')).to.deep.equal({ through: 0, past: Number.NaN })
  })

  it('speak of the same queue and the same mark as the relay does', () => {
    const sources = readdirSync(RELAY).map((file) => readFileSync(join(RELAY, file), 'utf8'))
    expect(sources.join('\n'))
      .to.match(/queueNumber = 0xb1ac$/m)
      .and.to.match(/^const mark = 0xb1ac$/m)
    expect(0xb1ac).to.equal(45_484)
  })
})
