import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { mirrorOf } from '../../scripts/mutations/run-mutant.ts'
import { MUTATIONS } from '../../scripts/mutations/table.ts'

const ROOT = new URL('../../', import.meta.url)

describe('the mutations', () => {
  for (const { formula, file, find, replace, tests = [mirrorOf(file)] } of MUTATIONS) {
    it(`can break "${formula}" (${file})`, () => {
      expect(readFileSync(new URL(file, ROOT), 'utf8').split(find).length - 1, `'${find}' occurs`).to.equal(1)
      expect(replace).to.not.equal(find)
      for (const test of tests) expect(existsSync(new URL(test, ROOT)), test).to.equal(true)
    })
  }
})
