import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from 'chai'
import type { ControlPlaneEvent } from '../../../src/environments/environment.ts'
import { listRunbooks } from '../../../src/runbook/lint/library.ts'
import { readRunbook } from '../../../src/runbook/execute/run-folder.ts'
import { RpcClient } from '../../../src/system/rpc.ts'
import { DrillSandbox, ROOT } from '../../support/drill.ts'

const PROGRAM = join(ROOT, 'bin', 'blackstart.js')

/** What can be changed in a database by a runbook. */
const DATABASE_STATE = `select pg_is_in_recovery(), pg_postmaster_start_time(),
  current_setting('synchronous_standby_names'), (select count(*) from orders), to_regclass('salvaged')`

describe('the runbooks of the library with nothing broken', function () {
  this.timeout(120_000)
  const sandbox = new DrillSandbox()
  let inputs: Readonly<Record<string, string>>
  let socket: string

  const blackstart = (...args: string[]) => {
    const env = { ...sandbox.environment, ...inputs }
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
      cwd: ROOT,
      env,
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }
  const said = (...args: string[]): string => {
    const { status, stdout, stderr } = blackstart(...args)
    expect(status, `${args.join(' ')}: ${stderr}`).to.equal(0)
    return stdout
  }

  /** Everything of the lab that a hand, or SQL, could have changed. */
  async function state(): Promise<unknown> {
    const control = await RpcClient.connect(socket)
    try {
      const [components, events] = [
        await control.call('describe', {}, 5_000),
        await control.call<ControlPlaneEvent[]>('events', {}, 5_000),
      ]
      const databases = ['PRIMARY_URL', 'STANDBY_URL', 'WRITER_URL'].map((name) => said('sql', name, DATABASE_STATE))
      return { components, databases, shifted: said('lab', 'shifted'), events: events.map(({ kind }) => kind) }
    } finally {
      control.close()
    }
  }

  before(() => {
    inputs = {}
    // All that a runbook of the library asks for must be there.
    const settings = ['failover=manual', 'replacement=off', 'archive=on', 'regions=2']
    const up = said('lab', 'up', ...settings.flatMap((setting) => ['--set', setting]))
    socket = /Control\s+(\S+)/.exec(up)?.[1] ?? ''
    const lines = said('lab', 'inputs').trim().split('\n')
    inputs = Object.fromEntries(lines.map((line) => /^export (\w+)='(.*)'$/.exec(line)?.slice(1) ?? []))
  })
  after(() => {
    said('lab', 'down')
    sandbox.dispose()
  })

  for (const file of listRunbooks(ROOT)) {
    const name = basename(file)
    it(`${name} stops at the check that it declares, and changes nothing`, async () => {
      const before = await state()
      const { status, stdout } = blackstart('runbook', 'run', file, '--without-fault', '--reports', sandbox.reports)
      expect(stdout).to.match(
        /nothing was broken: it stopped at check \d+\.\d+, as it declares, and changed nothing\n$/,
      )
      expect(status).to.equal(0)
      expect(await state()).to.deep.equal(before)
      const record = readdirSync(sandbox.reports).find((folder) => folder.includes(basename(name, '.md'))) ?? ''
      const transcript = JSON.parse(
        readFileSync(join(sandbox.reports, record, `${basename(name, '.md')}.json`), 'utf8'),
      ) as { outcome: string }
      expect(transcript.outcome).to.equal('failed')
    })
  }

  it('chooses the newest backup from before the deploy, whatever offsets its times are told with', () => {
    const { steps } = readRunbook(join(ROOT, 'runbooks/restore-from-backup.md')).runbook
    const choice = steps
      .flatMap(({ parts }) => parts)
      .find((part) => part.kind === 'check' && part.sets.includes('NEWEST'))
    if (choice?.kind !== 'check') throw new Error('no check sets NEWEST')
    const backups = [
      '2026-11-21T12:30:00+02:00 after-in-another-offset',
      '2026-11-21T10:00:00.123000+00:00 newest',
      '2026-11-21T09:30:00Z older',
      '2026-11-21T13:00:00Z after',
    ]
    const bin = join(sandbox.folder, 'bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'blackstart'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`, { mode: 0o755 })
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-euo', 'pipefail', '-c', `${choice.script.text}\necho "$NEWEST"`],
      {
        encoding: 'utf8',
        env: {
          ...sandbox.environment,
          ...inputs,
          PATH: `${bin}:${process.env['PATH']}`,
          DEPLOYED: 'echo 2026-11-21T12:15:00+02:00',
          BACKUPS: `printf '%s\\n' ${backups.map((line) => `'${line}'`).join(' ')}`,
        },
      },
    )
    expect(status, stderr).to.equal(0)
    expect(stdout).to.equal('2026-11-21T10:00:00.123000+00:00 newest\n')
  })

  it('is told from a runbook that changes a healthy system', () => {
    // The guard of this one is true, whatever is broken.
    const careless = readFileSync(join(ROOT, 'test/fixtures/runbooks/careless.md'), 'utf8')
    expect(careless).to.include('without_fault: stop at 1.1')
    const run = [
      'runbook',
      'run',
      'test/fixtures/runbooks/careless.md',
      '--without-fault',
      '--reports',
      sandbox.reports,
    ]
    const { status, stdout } = blackstart(...run)
    expect(stdout).to.include('nothing was broken, and it began the change of step 2')
    expect(status).to.equal(1)
    said('lab', 'unshift')
  })
})
