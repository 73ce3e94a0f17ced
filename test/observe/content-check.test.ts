import { expect } from 'chai'
import { NOTHING_DEMANDED } from '../../src/observe/acknowledged-writes.ts'
import { checkReadAnswer, checkWriteAnswer } from '../../src/observe/content-check.ts'

describe('checkWriteAnswer', () => {
  it('accepts the ids that were sent', () => {
    expect(checkWriteAnswer('{"writer":"w","seq":3}', 'w', 3)).to.equal(undefined)
  })

  for (const body of ['{"writer":"w","seq":2}', '{"writer":"v","seq":3}', '{"writer":"w","seq":"3"}', '{}']) {
    it(`is a wrong echo: ${body}`, () => {
      expect(checkWriteAnswer(body, 'w', 3)).to.equal('wrong-echo')
    })
  }

  for (const body of ['', 'created', 'null', '3', '{"writer":"w","se']) {
    it(`cannot be read: '${body}'`, () => {
      expect(checkWriteAnswer(body, 'w', 3)).to.equal('unreadable-answer')
    })
  }
})

describe('checkReadAnswer', () => {
  it('accepts the demanded value and a newer one', () => {
    expect(checkReadAnswer('{"writer":"w","seq":3}', 'w', 3)).to.equal(undefined)
    expect(checkReadAnswer('{"writer":"w","seq":4}', 'w', 3)).to.equal(undefined)
  })

  it('accepts everything while nothing was acknowledged', () => {
    expect(checkReadAnswer('whatever', 'w', NOTHING_DEMANDED)).to.equal(undefined)
  })

  for (const body of ['{"writer":"w","seq":2}', '{"writer":"w","seq":null}', '{"writer":"w"}']) {
    it(`is stale: ${body}`, () => {
      expect(checkReadAnswer(body, 'w', 3)).to.equal('stale-read')
    })
  }

  for (const body of ['', '[', '"3"', '{"writer":"v","seq":3}', '{"writer":"w","seq":3.5}']) {
    it(`cannot be read: '${body}'`, () => {
      expect(checkReadAnswer(body, 'w', 3)).to.equal('unreadable-answer')
    })
  }
})
