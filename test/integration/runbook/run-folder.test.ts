import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Mask } from '../../../src/runbook/execute/masking.ts'
import { drillOperator } from '../../../src/runbook/execute/operator.ts'
import {
  RunInProgressError,
  readRun,
  readRunbook,
  runInFolder,
  type RunResult,
} from '../../../src/runbook/execute/run-folder.ts'
import { identify } from '../../../src/system/identity.ts'
import { change, runbookText } from './a-runbook.ts'

describe('runInFolder', function () {
  this.timeout(30_000)
  let home: string

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'blackstart-run-folder-'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  const run = (
    steps: readonly string[],
    resume: boolean,
    values: Readonly<Record<string, string>> = {},
    inputs: readonly string[] = [],
  ): Promise<RunResult> => {
    const file = join(home, 'book.md')
    writeFileSync(file, runbookText(steps, inputs))
    return runInFolder({
      runbook: readRunbook(file),
      mode: 'drill',
      origin: { operator: 'us', commit: null, dirty: null },
      operator: drillOperator,
      values,
      env: { PATH: process.env['PATH'], HOME: home },
      cwd: home,
      program: { command: 'false', args: [] },
      mask: new Mask(values['TOKEN'] === undefined ? [] : [values['TOKEN']]),
      signal: new AbortController().signal,
      folder: join(home, 'record'),
      resume,
      clockMs: 0,
      detectedMs: 0,
      onEvent: () => {},
    })
  }
  const log = (): string[] => readFileSync(join(home, 'log'), 'utf8').trim().split('\n')

  it('never takes what another run did for its own: a folder that holds a journal is refused', async () => {
    expect((await run([change('a', 'inverse', 'false')], false)).outcome).to.equal('failed')
    const error = await run([change('a')], false).then(
      () => undefined,
      (thrown: unknown) => thrown as NodeJS.ErrnoException,
    )
    expect(error?.code).to.equal('EEXIST')
    expect(log()).to.deep.equal(['do a', 'undo a'])
  })

  it('never goes on beside somebody who still executes the run', async () => {
    await run([change('a')], false)
    const journal = join(home, 'record', 'book.journal.ndjson')
    const other = identify(process.ppid)
    const head = JSON.parse(readFileSync(journal, 'utf8').split('\n')[0] ?? '') as object
    writeFileSync(journal, `${JSON.stringify({ ...head, runner: other })}\n`)
    const error = await run([change('a'), change('b')], true).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).to.be.instanceOf(RunInProgressError)
    expect(log()).to.deep.equal(['do a'])
    expect(() => readRun(journal)).to.throw(RunInProgressError, `process ${process.ppid}`)
  })

  it('keeps the values that a resume needs, and none with a secret in it', async () => {
    const inputs = [
      '`TOKEN` | secret | the vault',
      '`FENCE` | `fence db-a` | the console',
      '`ZONE` | `a` | the console',
    ]
    await run([change('a')], false, { TOKEN: 'hunter2', FENCE: 'fence --token hunter2', ZONE: 'a' }, inputs)
    const head = JSON.parse(
      readFileSync(join(home, 'record', 'book.journal.ndjson'), 'utf8').split('\n')[0] ?? '',
    ) as object
    expect(head).to.deep.include({ inputs: { ZONE: 'a' }, secrets: ['TOKEN', 'FENCE'] })
  })

  it('removes what the blocks of a killed runner left', async () => {
    await run([change('a')], false)
    const left = join(home, 'record', 'blackstart-block-xyz')
    mkdirSync(left)
    writeFileSync(join(left, 'exported'), 'TOKEN=hidden')
    await run([change('a')], true)
    expect(readdirSync(join(home, 'record')).sort()).to.deep.equal([
      'bin',
      'book.journal.ndjson',
      'book.json',
      'book.md',
    ])
  })

  it('goes on where the journal ends when it is told to', async () => {
    await run([change('a')], false)
    expect((await run([change('a'), change('b')], true)).outcome).to.equal('done')
    expect(log()).to.deep.equal(['do a', 'do b'])
  })
})
