import { expect } from 'chai'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FinalRead } from '../../src/model/evidence.ts'
import {
  FINAL_READS_FILE,
  FinalReadsFileError,
  loadFinalReads,
  saveFinalReads,
} from '../../src/observe/final-reads-file.ts'

describe('the file of final reads', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blackstart-test-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const READS: readonly FinalRead[] = [
    {
      node: 'db-b',
      role: 'writer',
      complete: true,
      quiescent: true,
      writes: new Map([
        ['probe', Uint32Array.of(0, 1, 2, 4, 4, 5)],
        ['__proto__', Uint32Array.of(7)],
      ]),
    },
    { node: 'db-c', role: 'replica', complete: false, quiescent: false, error: 'refused', writes: new Map() },
  ]

  it('gives back what was saved', async () => {
    await saveFinalReads(folder, READS)
    expect(await loadFinalReads(folder)).to.deep.equal(READS)
    expect(await readdir(folder)).to.deep.equal([FINAL_READS_FILE])
  })

  it('is small for dense writes', async () => {
    const writes = new Map([['load', Uint32Array.from({ length: 1_000_000 }, (_, seq) => seq)]])
    await saveFinalReads(folder, [{ node: 'db', role: 'writer', complete: true, quiescent: true, writes }])
    expect((await readFile(join(folder, FINAL_READS_FILE))).length).to.be.below(200)
  })

  it('reads a record without the file as one without a final read', async () => {
    expect(await loadFinalReads(folder)).to.deep.equal([])
  })

  const damages: readonly [string, string][] = [
    ['half a file', '{"version":1,"reads":[{"no'],
    ['another version', '{"version":2,"reads":[]}'],
    ['a range that runs backwards', file('[[3,1]]')],
    ['ranges that overlap', file('[[0,5],[5,6]]')],
    ['ranges out of order', file('[[7,8],[0,1]]')],
    ['a seq that is too large', file('[[0,4294967296]]')],
  ]
  for (const [what, content] of damages) {
    it(`refuses ${what}`, async () => {
      await writeFile(join(folder, FINAL_READS_FILE), content)
      const failure = await loadFinalReads(folder).catch((error: unknown) => error)
      expect(failure).to.be.instanceOf(FinalReadsFileError)
    })
  }

  function file(ranges: string): string {
    return `{"version":1,"reads":[{"node":"n","role":"writer","complete":true,"quiescent":true,"writes":[["w",${ranges}]]}]}`
  }
})
