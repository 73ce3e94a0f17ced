import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { DrillSandbox, ROOT, reportIn } from '../../support/drill.ts'
import { KEY, Terminal, hasTerminal } from '../../support/terminal.ts'

const QUICK = '--config=test/fixtures/quick/blackstart.config.ts'
const ALARM = /ALARM {2}PostgresPrimaryDown: db-a does not answer[\s\S]*Enter acknowledge/

describe('a rehearsal at a terminal', function () {
  this.timeout(180_000)
  let sandbox: DrillSandbox
  let terminal: Terminal

  before(function () {
    // A person is asked here: without a terminal there is nobody.
    if (!hasTerminal()) this.skip()
  })
  beforeEach(async () => {
    sandbox = new DrillSandbox({ env: { TERM: 'xterm-256color' } })
    await sandbox.untilFree()
  })
  afterEach(() => {
    terminal.hangUp()
    sandbox.dispose()
  })

  const rehearse = (...args: string[]): Terminal => {
    const command = [process.execPath, join(ROOT, 'bin', 'blackstart.js'), 'rehearse', ...args]
    terminal = new Terminal([...command, QUICK, '--reports', sandbox.reports], { cwd: ROOT, env: sandbox.environment })
    return terminal
  }
  /** What somebody types in another shell. */
  const inAnotherShell = (...commands: readonly string[]): void => {
    const shell = join(sandbox.record(), 'runbook', 'shell.sh')
    for (const command of commands) {
      const { status, stderr } = spawnSync('bash', ['-c', `. ${shell}; ${command}`], { cwd: ROOT, encoding: 'utf8' })
      expect(status, `${command}: ${stderr}`).to.equal(0)
    }
  }
  const acts = (): string[] => reportIn(sandbox.record()).rehearsal?.acts.map(({ act }) => act) ?? []

  it('leads through the runbook, sees what is done in another shell, and ends with a debrief', async () => {
    const screen = rehearse('database-kill-by-hand')
    await screen.answer(ALARM, KEY.enter)
    await screen.answer(/2\. Fence the old primary[\s\S]*Enter run it/, '?')
    await screen.answer(/Hint: FENCE: [\s\S]*Enter run it/, KEY.enter)
    await screen.answer(/incident commander decides[\s\S]*1 {2}yes/, '1')
    await screen.answer(/CAUTION: Point of no return/, KEY.enter)
    await screen.shows(/4\. Lead the clients to the new primary\n[\s\S]*Enter run it/)
    // Nothing would be undone any more, so nothing of the kind is offered.
    expect(screen.recent).not.to.include('undo and stop')
    inAnotherShell('bash -c "$LEAD_CLIENTS"')
    await screen.answer(/Post the restore time/, KEY.enter)
    expect(await screen.ended, screen.text).to.equal(0)

    expect(acts().filter((act) => act !== 'in-force')).to.deep.equal([
      'paged',
      'acknowledged',
      'hint',
      'ran',
      'asked',
      'decided',
      'ran',
      'by-hand',
      'asked',
      'ticked',
      'declared',
    ])
    expect(screen.text).to.match(/Debrief[\s\S]*Postmortem/)
    const postmortem = readFileSync(join(sandbox.record(), 'postmortem.md'), 'utf8')
    expect(postmortem).to.include('## Timeline')
    expect(await sandbox.remains()).to.deep.equal([])
  })

  it('gives nothing but the alarm when it is blind, and knows by the checks what somebody did', async () => {
    const screen = rehearse('database-kill-by-hand', '--blind')
    await screen.shows(/Something will break\. Wait for the alarm/)
    await screen.shows(ALARM)
    expect(screen.text).not.to.match(/database[- ]kill|dies|Promote/i)
    screen.press(KEY.enter)
    await screen.shows(/Work in another shell[\s\S]*d the service is back/)
    // Not even the path of the record tells.
    expect(screen.text).not.to.match(/database[- ]kill|dies|Promote/i)
    screen.press('?')
    await screen.shows(/Hint: This alarm has a runbook: Promote the Postgres standby/)
    inAnotherShell(
      'bash -c "$FENCE"',
      'blackstart sql STANDBY_URL "select pg_promote(true, 60)"',
      'bash -c "$LEAD_CLIENTS"',
      'until blackstart probe write SERVICE_URL --expect working; do sleep 0.2; done',
    )
    screen.press('d')
    expect(await screen.ended, screen.text).to.equal(0)
    expect(acts().slice(0, 3)).to.deep.equal(['paged', 'acknowledged', 'hint'])
    expect(acts()).to.include('declared')
    expect(existsSync(join(sandbox.record(), 'postmortem.md'))).to.equal(true)
    expect(screen.text).to.match(/Debrief/)
  })

  it('ends at Ctrl-C, gives the terminal back, and leaves nothing', async () => {
    const screen = rehearse('database-kill-by-hand')
    await screen.answer(ALARM, KEY.enter)
    await screen.answer(/2\. Fence the old primary[\s\S]*Enter run it/, KEY.ctrlC)
    expect(await screen.ended, screen.text).to.equal(2)
    expect(await sandbox.remains()).to.deep.equal([])
  })
})
