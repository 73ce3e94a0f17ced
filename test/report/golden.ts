import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const FOLDER = new URL('golden/', import.meta.url)

/** Compares with a committed file; `UPDATE_GOLDEN=1` writes it, and the difference is then read in review. */
export function expectGolden(name: string, actual: string): void {
  const file = fileURLToPath(new URL(name, FOLDER))
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(file, actual)
  }
  expect(existsSync(file), `${name} is committed`).to.equal(true)
  expect(actual).to.equal(readFileSync(file, 'utf8'))
}
