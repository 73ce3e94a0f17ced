import { expect } from 'chai'
import { parseConsoleLine } from '../../src/load/console-line.ts'

describe('parseConsoleLine', () => {
  it('reads intent, outcome and exception', () => {
    expect(parseConsoleLine('{"k":"i","n":7,"t":1000}')).to.deep.equal({ k: 'i', n: 7, t: 1000 })
    const outcome = { k: 'o', n: 7, t: 1000, d: 12, s: 201, e: 0, b: 'svc-a' }
    expect(parseConsoleLine(JSON.stringify(outcome))).to.deep.equal(outcome)
    const exception = { k: 'x', n: 7, t: 1000, d: 1, m: 'TypeError' }
    expect(parseConsoleLine(JSON.stringify(exception))).to.deep.equal(exception)
  })

  it('does without the name of the server', () => {
    expect(parseConsoleLine('{"k":"o","n":0,"t":1,"d":2,"s":0,"e":1212}')).to.include({ b: '', e: 1212 })
  })

  for (const text of [
    '',
    '{"k":"o","n":7,"t":1000,"d":1',
    'a message of the script',
    'null',
    '42',
    '[]',
    '{"k":"i","t":1000}',
    '{"k":"i","n":-1,"t":1000}',
    '{"k":"i","n":1.5,"t":1000}',
    '{"k":"i","n":1,"t":"1000"}',
    '{"k":"o","n":1,"t":1000,"s":201,"e":0}',
    '{"k":"o","n":1,"t":1000,"d":3,"e":0}',
    '{"k":"?","n":1,"t":1000,"d":3,"s":201,"e":0}',
  ]) {
    it(`passes over '${text}'`, () => expect(parseConsoleLine(text)).to.equal(undefined))
  }
})
