import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Mask } from '../../../src/runbook/execute/masking.ts'
import { drillOperator } from '../../../src/runbook/execute/operator.ts'
import { readRunbook, runInFolder, type RunResult } from '../../../src/runbook/execute/run-folder.ts'
import { change, runbookText } from './a-runbook.ts'

describe('runInFolder', function () {
  this.timeout(30_000)
  let home: string

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'blackstart-run-folder-'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  const run = (steps: readonly string[], resume: boolean): Promise<RunResult> => {
    const file = join(home, 'book.md')
    writeFileSync(file, runbookText(steps))
    return runInFolder({
      runbook: readRunbook(file),
      mode: 'drill',
      operator: drillOperator,
      values: {},
      env: { PATH: process.env['PATH'], HOME: home },
      cwd: home,
      program: { command: 'false', args: [] },
      mask: new Mask([]),
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

  it('goes on where the journal ends when it is told to', async () => {
    await run([change('a')], false)
    expect((await run([change('a'), change('b')], true)).outcome).to.equal('done')
    expect(log()).to.deep.equal(['do a', 'do b'])
  })
})
