import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ownCheck } from '../../../src/drill/guards/own-check.ts'
import { expectFailsClosed, refusalOf } from './refusal.ts'

const DRILL = { drillId: 'd-1', scenario: 'database-kill', environment: 'aws' }

describe("a team's own guard", () => {
  it('agrees as a function only with true', async () => {
    const ask = (answer: unknown) => refusalOf(ownCheck({ name: 'mine', check: () => answer }, DRILL))
    expect(await ask(true)).to.equal(undefined)
    expect(await ask(Promise.resolve(true))).to.equal(undefined)
    expect(await ask('an incident is open')).to.equal('mine: an incident is open')
    for (const other of [false, undefined, null, 1, '']) expect(await ask(other), String(other)).to.include('only true')
  })

  it('is told what it is asked about', async () => {
    let told: unknown
    const check = (drill: unknown): boolean => {
      told = drill
      return true
    }
    await refusalOf(ownCheck({ name: 'mine', check }, DRILL))
    expect(told).to.deep.equal({ scenario: 'database-kill', environment: 'aws' })
  })

  it('refuses as a function that throws or hangs', async () => {
    const throws = (): never => {
      throw new Error('no network')
    }
    expect(await refusalOf(ownCheck({ name: 'mine', check: throws }, DRILL))).to.include('no network')
    const hangs = ownCheck({ name: 'mine', check: () => new Promise(() => {}), timeout: '10ms' }, DRILL)
    expect(await refusalOf(hangs)).to.include('that refuses')
  })

  it('refuses as a function that keeps everything waiting', async () => {
    const blocks = (): true => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
      return true
    }
    const refusal = await refusalOf(ownCheck({ name: 'mine', check: blocks, timeout: '10ms' }, DRILL))
    expect(refusal).to.include('that refuses').and.to.include('longer than 10 ms')
  })

  it('agrees as a program only with exit code 0', async () => {
    const ask = (script: string) => refusalOf(ownCheck({ name: 'mine', command: ['sh', '-c', script] }, DRILL))
    expect(await ask('test "$BLACKSTART_DRILL_ID $BLACKSTART_ENVIRONMENT" = "d-1 aws"')).to.equal(undefined)
    expect(await ask('echo an incident is open; exit 3')).to.include('ended with code 3: an incident is open')
    expect(await ask('kill -9 $$')).to.include('SIGKILL')
  })

  it('keeps secrets to itself', async () => {
    process.env['BLACKSTART_TEST_SECRET'] = 'planted-5b1f'
    try {
      const says = { name: 'mine', command: ['sh', '-c', 'echo "$BLACKSTART_TEST_SECRET is wrong"; exit 1'] }
      const own = { ...says, secrets: ['BLACKSTART_TEST_SECRET'] }
      expect(await refusalOf(ownCheck(own, DRILL))).to.include('*** is wrong')
      const config = { ...DRILL, secrets: ['BLACKSTART_TEST_SECRET'] }
      expect(await refusalOf(ownCheck(says, config))).to.include('*** is wrong')
      const asked = { name: 'mine', check: () => process.env['BLACKSTART_TEST_SECRET'] }
      expect(await refusalOf(ownCheck(asked, config))).to.equal('mine: ***')
    } finally {
      delete process.env['BLACKSTART_TEST_SECRET']
    }
  })

  it('refuses as a program that is not there, or hangs', async () => {
    expect(await refusalOf(ownCheck({ name: 'mine', command: ['/no/such/program'] }, DRILL))).to.include(
      'ended with code',
    )
    const hangs = ownCheck({ name: 'mine', command: ['sleep', '30'], timeout: '50ms' }, DRILL)
    expect(await refusalOf(hangs)).to.match(/that refuses|SIGKILL/)
  })

  it('is answered by the end of the program, whatever that leaves behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-guard-'))
    const ask = (code: number) => {
      // Out of its group, and with its output still open.
      const leaves = 'echo words; setsid sh -c "echo > $0; exec sleep 2" & while [ ! -e "$0" ]; do :; done; exit $1'
      const command = ['sh', '-c', leaves, join(folder, String(code)), String(code)]
      return refusalOf(ownCheck({ name: 'mine', command, timeout: '1s' }, DRILL))
    }
    try {
      expect(await ask(0)).to.equal(undefined)
      expect(await ask(5)).to.include('ended with code 5: words')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('fails closed', () => expectFailsClosed(ownCheck({ name: 'mine', check: () => true }, DRILL)))
})
