import { expect } from 'chai'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Journal, readJournal } from '../../src/drill/journal.ts'
import { takeOrigin } from '../../src/system/clock.ts'

describe('Journal', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
    path = join(folder, 'journal.ndjson')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('gives back what was written, in order, with who wrote it', () => {
    const origin = takeOrigin()
    const first = new Journal(path, origin, 'harness').write({ kind: 'note', text: 'one' })
    const second = new Journal(path, origin, 'watchdog').write({
      kind: 'problem',
      reason: { code: 'killed', text: 'two' },
    })
    expect(readJournal(path)).to.deep.equal([first, second])
    expect(first.by).to.equal('harness')
    expect(second.atNs).to.be.at.least(first.atNs)
  })

  it('leaves out a line that was torn by a crash', () => {
    const entry = new Journal(path, takeOrigin(), 'harness').write({ kind: 'note', text: 'whole' })
    appendFileSync(path, '{"kind":"note","te')
    expect(readJournal(path)).to.deep.equal([entry])
  })

  it('loses nothing of who goes on after a torn line', () => {
    appendFileSync(path, '{"kind":"note","te')
    const entry = new Journal(path, takeOrigin(), 'watchdog').write({ kind: 'note', text: 'whole' })
    const next = new Journal(path, takeOrigin(), 'harness').write({ kind: 'note', text: 'and the next' })
    expect(readJournal(path)).to.deep.equal([entry, next])
  })

  it('has nothing to tell where there is none', () => {
    expect(readJournal(path)).to.deep.equal([])
  })
})
