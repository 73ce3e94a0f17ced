import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readRunRecord, removeRunRecord, writeRunRecord } from '../../../../src/environments/lab/postgres/run-record.ts'

describe('The record of a running server', () => {
  it('stands beside the data folder, and is gone when it is removed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'blackstart-test-'))
    try {
      const data = join(folder, 'db-a')
      const record = { pid: 1, startedAt: '77', id: 'db-a', port: 2, logFile: 'x.log' }
      expect(readRunRecord(data)).to.equal(undefined)
      writeRunRecord(data, record)
      expect(readRunRecord(data)).to.deep.equal(record)
      expect(await readdir(folder)).to.deep.equal(['db-a.pid'])
      await writeFile(`${data}.pid`, '{"pid": 1,')
      expect(readRunRecord(data), 'torn').to.equal(undefined)
      removeRunRecord(data)
      removeRunRecord(data)
      expect(await readdir(folder)).to.deep.equal([])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
