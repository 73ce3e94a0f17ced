import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'

const ROOT = join(import.meta.dirname, '..', '..')
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

describe('image of the sample stack', () => {
  /** What a package holds; it is what people have who did not clone the repository. */
  const { files } = JSON.parse(read('package.json')) as { files: readonly string[] }
  const isPacked = (path: string): boolean =>
    path === 'package.json' || files.some((packed) => path === packed || path.startsWith(`${packed}/`))

  it('is built from what is in the package, too', () => {
    const sources = [...read('stack/Dockerfile').matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, text = '']) =>
      text.split(' '),
    )
    expect(sources).not.to.have.length(0)
    // The whole folder, or what need not be there.
    const needed = sources.filter((source) => source !== '.' && !source.endsWith('*'))
    expect(needed.filter((source) => !isPacked(source))).to.deep.equal([])
  })

  it('starts, and is asked for, what is in it when it is built from a package', () => {
    const text = read('stack/Dockerfile') + read('stack/compose.yaml')
    const paths = [...text.matchAll(/\/app\/([\w./-]+)/g)].map(([, path = '']) => path)
    expect(paths).not.to.have.length(0)
    expect(paths.filter((path) => !isPacked(path))).to.deep.equal([])
  })

  it('gets no more than it needs', () => {
    const taken = read('.dockerignore').match(/^!.+/gm) ?? []
    expect(taken.toSorted()).to.deep.equal(['!dist', '!package-lock.json', '!package.json', '!src', '!stack'])
  })

  it('runs what a package is built to where there are no sources', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-part-'))
    try {
      mkdirSync(join(folder, 'dist', 'cli'), { recursive: true })
      mkdirSync(join(folder, 'stack'))
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
      writeFileSync(join(folder, 'dist', 'cli', 'process.js'), 'globalThis.startedPart = import.meta.url\n')
      cpSync(join(ROOT, 'stack', 'part.js'), join(folder, 'stack', 'part.js'))
      await import(join(folder, 'stack', 'part.js'))
      expect((globalThis as { startedPart?: string }).startedPart).to.include('dist/cli/process.js')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
