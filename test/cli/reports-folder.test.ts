import { expect } from 'chai'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshFolder, unwritable } from '../../src/cli/reports-folder.ts'

describe('unwritable', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('accepts a folder that is there, and one that can be made, and makes nothing', () => {
    expect(unwritable(folder)).to.deep.equal([])
    expect(unwritable(join(folder, 'not', 'yet'))).to.deep.equal([])
    expect(readdirSync(folder)).to.deep.equal([])
  })

  it('refuses a file, and what would lie under one', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    expect(unwritable(file)[0]).to.contain(`'${file}' is not a folder`)
    expect(unwritable(join(file, 'reports'))[0])
      .to.contain('cannot be written')
      .and.to.contain('--reports')
  })

  it('refuses a folder that this user may not write', function () {
    if (process.getuid?.() === 0) {
      console.log('      skipped: root may write everywhere')
      return this.skip()
    }
    const closed = join(folder, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0o500)
    expect(unwritable(closed)[0]).to.contain('EACCES')
  })
})

describe('freshFolder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('gives two runs of the same second a folder each', () => {
    const wished = join(folder, 'reports', '20261121-120000-book-drill')
    expect(freshFolder(wished)).to.equal(wished)
    expect(freshFolder(wished)).to.equal(`${wished}-2`)
    expect(freshFolder(wished)).to.equal(`${wished}-3`)
    expect(readdirSync(join(folder, 'reports'))).to.have.lengthOf(3)
  })
})
