import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { RunJournal, livingRunner, readRunJournal } from '../../../src/runbook/execute/journal.ts'
import type { TimedEvent } from '../../../src/runbook/execute/events.ts'
import { identify } from '../../../src/system/identity.ts'

describe('RunJournal', () => {
  let folder: string
  let file: string
  const step = (number: number): TimedEvent => ({ kind: 'step', step: number, state: 'begin', atMs: 1, wall: '' })

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-journal-'))
    file = join(folder, 'journal')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('loses nothing behind a line that was only half written', () => {
    const first = RunJournal.begin(file)
    first.write(step(1))
    first.close()
    appendFileSync(file, '{"kind":"step","st')
    const next = RunJournal.goOn(file)
    next.write(step(2))
    next.close()
    expect(readRunJournal(file)).to.deep.equal([step(1), step(2)])
  })

  it('knows who executes it: a living process other than oneself', () => {
    const own = identify(process.pid)
    const other = identify(process.ppid)
    if (own === undefined || other === undefined) throw new Error('no such process')
    const run = (runner: typeof own): TimedEvent => ({
      kind: 'run',
      runbook: 'book.md',
      sha256: '',
      mode: 'live',
      cwd: '/',
      inputs: {},
      secrets: [],
      clockMs: 0,
      resumed: false,
      operator: 'us',
      commit: null,
      dirty: null,
      runner,
      atMs: 0,
      wall: '',
    })
    expect(livingRunner([run(own)], own)).to.equal(undefined)
    expect(livingRunner([run(own)])).to.deep.equal(own)
    expect(livingRunner([run(own), run(other)], own)).to.deep.equal(other)
    // The number was given to another process since.
    expect(livingRunner([run({ ...other, startedAt: 'long ago' })], own)).to.equal(undefined)
  })
})
