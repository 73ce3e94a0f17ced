import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect } from 'chai'
import { Findings } from '../../../src/runbook/finding.ts'
import { checkSyntax } from '../../../src/runbook/lint/bash.ts'

describe('checkSyntax', () => {
  const { PATH, BASH_ENV } = process.env
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-shellcheck-'))
  })
  afterEach(() => {
    process.env['PATH'] = PATH
    if (BASH_ENV === undefined) delete process.env['BASH_ENV']
    else process.env['BASH_ENV'] = BASH_ENV
    rmSync(folder, { recursive: true })
  })
  const findingsOf = (text: string): string[] => {
    const findings = new Findings()
    checkSyntax({ text, line: 40, column: 1 }, findings)
    return findings.list.map(({ rule, line, column, message }) => `${rule} ${line}:${column} ${message}`)
  }

  it('asks bash, which runs nothing, not even what its environment names', () => {
    const executed = join(folder, 'executed')
    writeFileSync(join(folder, 'env.sh'), `touch ${executed}\n`)
    process.env['BASH_ENV'] = join(folder, 'env.sh')
    expect(findingsOf(`touch ${executed}\nif true; then\n`)).to.have.length(1)
    expect(findingsOf(`touch ${executed}\n`)).to.deep.equal([])
    expect(() => rmSync(executed)).to.throw(/ENOENT/)
  })

  it('asks shellcheck where it is installed, and places what it says', () => {
    const comment = { line: 2, column: 6, code: 2086, message: 'Double quote to prevent globbing.' }
    const script = `#!/bin/sh\ncat > ${folder}/asked\nprintf '%s' '${JSON.stringify([comment])}'\nexit 1\n`
    writeFileSync(join(folder, 'shellcheck'), script, { mode: 0o755 })
    process.env['PATH'] = [folder, PATH].join(delimiter)
    expect(findingsOf('true\necho $HOME # first seen here\n')).to.deep.equal([
      'RB050 41:6 shellcheck: Double quote to prevent globbing.',
    ])
  })
})
