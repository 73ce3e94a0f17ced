import { expect } from 'chai'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readHistory } from '../../src/history/read-history.ts'
import { ORIGIN, STREAMS, withFolder } from '../history/folder.ts'

const WRITER = new URL('../../src/history/history-writer.ts', import.meta.url).href

/** Says after each intent of a write, on standard output, that it may be sent now. */
const PROGRAM = `
const { writeSync } = await import('node:fs')
const { HistoryWriter } = await import(${JSON.stringify(WRITER)})
const [path, header] = process.argv.slice(1)
const writer = HistoryWriter.create(path, JSON.parse(header))
for (let seq = 0; seq < 1e6; seq++) {
  writer.intent(0, seq, seq, seq)
  writeSync(1, seq + '\\n')
  writer.outcome(0, seq, seq + 1, 'ok')
  await new Promise((resolve) => setImmediate(resolve))
}`

describe('a history whose writer is killed', function () {
  this.timeout(20_000)
  const path = withFolder()

  it('holds the intent of every write that could have been sent', async () => {
    const file = path('history.ndjson')
    const header = JSON.stringify({ origin: ORIGIN, streams: STREAMS })
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, file, header], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.length > 2_000) child.kill('SIGKILL')
    })
    await exited
    const lastSent = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
    expect(lastSent).to.be.above(100)
    const history = await readHistory(file)
    expect(history).to.not.have.property('endedAtNs')
    expect(history.table.length).to.be.above(lastSent)
    expect([...history.table.seq.subarray(0, lastSent + 1)]).to.deep.equal(
      Array.from({ length: lastSent + 1 }, (_, i) => i),
    )
  })
})
