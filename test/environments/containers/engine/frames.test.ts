import { expect } from 'chai'
import { demultiplex } from '../../../../src/environments/containers/engine/frames.ts'

describe('log of a container', () => {
  function frame(which: number, text: string): Buffer {
    const head = Buffer.alloc(8)
    head[0] = which
    head.writeUInt32BE(Buffer.byteLength(text), 4)
    return Buffer.concat([head, Buffer.from(text)])
  }

  it('is taken apart into output and errors', () => {
    const raw = Buffer.concat([frame(1, 'one '), frame(2, 'bad'), frame(1, 'zwei ü')])
    expect(demultiplex(raw)).to.deep.equal({ stdout: 'one zwei ü', stderr: 'bad' })
  })

  it('may be empty', () => {
    expect(demultiplex(Buffer.alloc(0))).to.deep.equal({ stdout: '', stderr: '' })
  })
})
