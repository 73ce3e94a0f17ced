import { expect } from 'chai'
import { fillPath, fillText } from '../../src/observe/template.ts'

const NAME = { writer: 'blackstart-d 1/$&', seq: 7 }

describe('templates of a contract', () => {
  it('escape in a path, and not in a text', () => {
    expect(fillPath('/c/{writer}/{seq}?id={id}', NAME)).to.equal(
      '/c/blackstart-d%201%2F%24%26/7?id=blackstart-d%201%2F%24%26-7',
    )
    expect(fillText('{"id":"{id}","n":{seq}}', NAME)).to.equal('{"id":"blackstart-d 1/$&-7","n":7}')
  })
})
