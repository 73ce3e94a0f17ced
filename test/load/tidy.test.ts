import { expect } from 'chai'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runFiles } from '../../src/load/run-files.ts'
import { tidyRun } from '../../src/load/tidy.ts'

describe('tidyRun', () => {
  const files = runFiles(mkdtempSync(join(tmpdir(), 'blackstart-test-')))
  before(() => (process.env['TIDY_TOKEN'] = 'hunter22'))
  after(() => {
    delete process.env['TIDY_TOKEN']
    rmSync(files.folder, { recursive: true, force: true })
  })

  it('keeps the requests of the points and nothing else of them', async () => {
    const data = { time: '1970-01-01T00:00:01Z', value: 5, tags: { status: '200', expected_response: 'true' } }
    const lines = ['http_reqs', 'http_req_duration', 'vus'].map((metric) =>
      JSON.stringify({ metric, type: 'Point', data }),
    )
    writeFileSync(files.points, `${lines.join('\n')}\n`)
    await tidyRun(files, [])
    expect(existsSync(files.points)).to.equal(false)
    expect(readFileSync(files.requests, 'utf8')).to.equal('{"t":1000,"d":5,"s":200,"e":0,"x":true}\n')
  })

  it('removes secrets from what k6 and the script have said', async () => {
    writeFileSync(files.log, 'Get "http://me:pw@h/x?token=abc": refused\n')
    writeFileSync(files.console, 'sent hunter22\n')
    await tidyRun(files, ['TIDY_TOKEN'])
    expect(readFileSync(files.log, 'utf8')).to.equal('Get "http://***@h/x?token=***": refused\n')
    expect(readFileSync(files.console, 'utf8')).to.equal('sent ***\n')
  })
})
