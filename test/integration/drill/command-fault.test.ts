import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { commandFaults, FaultCommandError } from '../../../src/drill/user-faults/command-fault.ts'
import { runCommand } from '../../../src/drill/user-faults/run-command.ts'
import type { CommandFault, IntendedInjection } from '../../../src/model/fault.ts'
import { identify } from '../../../src/system/identity.ts'
import { waitFor } from '../../../src/system/wait.ts'

const FAULT: CommandFault = {
  kind: 'command',
  inject: 'echo "$BLACKSTART_DRILL_ID $BLACKSTART_INJECTION_ID" > broken',
  verify: 'test -e broken',
  undo: 'rm -f broken',
  timeout: '5s',
}

describe('a fault by shell commands', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-command-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function intend(fault: CommandFault): IntendedInjection {
    const target = commandFaults(folder).resolve(fault, 0)
    // As it comes back out of the ledger.
    return JSON.parse(JSON.stringify({ ...target, injectionId: 7, epoch: 1, drillId: 'd' })) as IntendedInjection
  }

  it('is injected, proven, undone and proven again, in the folder of the scenario', async () => {
    const faults = commandFaults(folder)
    const target = intend(FAULT)
    expect((await faults.verify(target)).holds).to.equal(false)
    const { askedNs, returnedNs } = await faults.inject(target)
    expect(BigInt(returnedNs) > BigInt(askedNs)).to.equal(true)
    expect((await faults.verify(target)).holds).to.equal(true)
    expect(readFileSync(join(folder, 'broken'), 'utf8')).to.equal('d 7\n')
    expect((await faults.undone(target)).holds).to.equal(false)
    await faults.undo(target)
    expect((await faults.undone(target)).holds).to.equal(true)
    expect(existsSync(join(folder, 'broken'))).to.equal(false)
  })

  it('is undone by somebody who has only the ledger', async () => {
    const target = intend(FAULT)
    await commandFaults(folder).inject(target)
    const rescuer = commandFaults('/')
    await rescuer.undo(target)
    expect((await rescuer.undone(target)).holds).to.equal(true)
    expect(existsSync(join(folder, 'broken'))).to.equal(false)
  })

  it('is undone by a person who pastes the command, with all that it was promised', async () => {
    const undo = `echo "it's $BLACKSTART_DRILL_ID $BLACKSTART_INJECTION_ID" > by-hand; cd /; rm -f "$OLDPWD/broken"`
    const target = intend({ ...FAULT, undo })
    await commandFaults(folder).inject(target)
    const pasted = `${commandFaults('/').byHand(target)} && pwd`
    expect(execFileSync('/bin/sh', ['-c', pasted], { cwd: '/usr', encoding: 'utf8' })).to.equal('/usr\n')
    expect(readFileSync(join(folder, 'by-hand'), 'utf8')).to.equal("it's d 7\n")
    expect(existsSync(join(folder, 'broken'))).to.equal(false)
  })

  it('keeps secrets to itself, also those that its output holds half of', async () => {
    process.env['BLACKSTART_TEST_SECRET'] = 'planted-5b1f'
    try {
      const says = 'printf "%s" "$BLACKSTART_TEST_SECRET"; head -c 393 /dev/zero | tr "\\0" x; exit 3'
      const target = intend({ ...FAULT, inject: says, secrets: ['BLACKSTART_TEST_SECRET'] })
      const error = await commandFaults(folder)
        .inject(target)
        .catch((reason: Error) => reason.message)
      expect(error)
        .to.include('ended with code 3: ')
        .and.not.match(/planted|5b1f/)
      const known = commandFaults(folder, ['BLACKSTART_TEST_SECRET']).resolve({ ...FAULT }, 0)
      expect(known.identity).to.include({ secrets: 'BLACKSTART_TEST_SECRET' })
    } finally {
      delete process.env['BLACKSTART_TEST_SECRET']
    }
  })

  it('is not believed to be over by a command that cannot be run', async () => {
    const faults = commandFaults(folder)
    const { holds, text } = await faults.undone(intend({ ...FAULT, verify: 'no-such-program' }))
    expect(holds).to.equal(false)
    expect(text).to.contain('127')
  })

  it('tells how a command failed and what it wrote', async () => {
    const faults = commandFaults(folder)
    const error = await faults
      .inject(intend({ ...FAULT, inject: 'echo no power >&2; exit 3' }))
      .catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(FaultCommandError)
    expect((error as Error).message).to.equal('the inject command ended with code 3: no power')
    const undo = await faults.undo(intend({ ...FAULT, undo: 'exit 4' })).catch((reason: Error) => reason.message)
    expect(undo).to.equal('the undo command ended with code 4')
  })

  it('ends what does not end in time, with what it has started', async () => {
    const settings = { cwd: folder, variables: {}, secrets: [], timeoutMs: 300, onStart: () => {} }
    const { code, how } = await runCommand('sleep 60 & echo $! > child; wait', settings)
    expect(code).to.equal(null)
    expect(how).to.contain('did not end within 300 ms')
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'))
    await waitFor('the child to be gone', () => identify(child) === undefined, { timeoutMs: 5_000 })
  })

  it('does not wait for what stays in the background, and lets it write', async () => {
    const settings = { cwd: folder, variables: {}, secrets: [], timeoutMs: 10_000, onStart: () => {} }
    const { code, output } = await runCommand('(sleep 0.3; echo more && echo yes > went-on) & echo begun', settings)
    expect([code, output]).to.deep.equal([0, 'begun'])
    await waitFor('it to go on', () => existsSync(join(folder, 'went-on')), { timeoutMs: 5_000 })
  })
})
