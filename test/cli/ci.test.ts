import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { showInCi } from '../../src/cli/ci.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { sample } from '../report/sample.ts'

describe('showInCi', () => {
  let folder: string
  const write = process.stderr.write.bind(process.stderr)

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-ci-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** What it writes to standard error. */
  function shown(env: NodeJS.ProcessEnv): string {
    let text = ''
    process.stderr.write = (chunk: string | Uint8Array) => {
      text += String(chunk)
      return true
    }
    try {
      showInCi(sample('lost'), env)
    } finally {
      process.stderr.write = write
    }
    return text
  }

  it('annotates, and adds to the summary of the step', () => {
    const summary = join(folder, 'summary')
    writeFileSync(summary, 'before\n')
    expect(shown({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary })).to.match(
      /^::error title=Drill database-kill::/,
    )
    expect(readFileSync(summary, 'utf8')).to.equal(`before\n${renderMarkdown(sample('lost'))}\n`)
  })

  it('says nothing elsewhere', () => {
    expect(shown({})).to.equal('')
  })

  it('survives a summary that cannot be written', () => {
    expect(shown({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: folder })).to.contain('could not be written')
  })
})
