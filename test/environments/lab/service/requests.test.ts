import { expect } from 'chai'
import {
  BadRequestError,
  parseOrder,
  parsePage,
  parseWriter,
} from '../../../../src/environments/lab/service/requests.ts'

describe('requests of the order service', () => {
  it('takes an order', () => {
    expect(parseOrder('{"writer":"w","seq":0}')).to.deep.equal({ writer: 'w', seq: 0 })
  })

  for (const [body, text] of [
    ['', 'the body is not JSON'],
    ['null', "'writer' must be a text of 1 to 100 characters; 'seq' must be a whole number from 0"],
    ['{"writer":"w","seq":-1}', "'seq' must be a whole number from 0"],
    ['{"writer":"w","seq":"1"}', "'seq' must be a whole number from 0"],
    [`{"writer":"${'w'.repeat(101)}","seq":1}`, "'writer' must be a text of 1 to 100 characters"],
  ] as const) {
    it(`refuses ${body.slice(0, 40) || 'an empty body'}`, () => {
      expect(() => parseOrder(body)).to.throw(BadRequestError, text)
    })
  }

  it('pages from the beginning by default', () => {
    expect(parsePage(new URLSearchParams('writer=w'))).to.deep.equal({ writer: 'w', after: -1, limit: 100 })
  })

  for (const query of ['', 'writer=w&after=x', 'writer=w&limit=0', 'writer=w&limit=10001']) {
    it(`refuses the page '${query}'`, () => {
      expect(() => parsePage(new URLSearchParams(query))).to.throw(BadRequestError)
    })
  }

  it('needs a writer', () => expect(() => parseWriter(new URLSearchParams(''))).to.throw(BadRequestError))
})
