import { expect } from 'chai'
import { Lines, Mask } from '../../../src/runbook/execute/masking.ts'

describe('Mask', () => {
  const secret = 'hunter2"and\\more/?>'
  const mask = new Mask([secret])
  const forms: Readonly<Record<string, string>> = {
    'as it is': secret,
    'in JSON': JSON.stringify({ token: secret }),
    'in an address': `https://x/?token=${encodeURIComponent(secret)}`,
    'in base64': Buffer.from(secret).toString('base64'),
    'in the base64 of a header, one byte behind a group': Buffer.from(`me:${secret}`).toString('base64'),
    'in the base64 of a header, two bytes behind a group': Buffer.from(`you::${secret}\n`).toString('base64'),
    'in the base64 of an address': Buffer.from(secret).toString('base64url'),
  }

  for (const [name, text] of Object.entries(forms)) {
    it(`hides it ${name}`, () => {
      expect(mask.hides(text), text).to.equal(true)
      expect(mask.apply(text)).to.include('***')
      const decoded = Buffer.from(mask.apply(text).replaceAll('*', ''), 'base64').toString()
      expect(mask.apply(text) + decoded).not.to.include('hunter2')
    })
  }

  it('hides the password of an address alone too', () => {
    expect(new Mask(['postgres://us:p%40ss-word@db/x']).apply('p@ss-word p%40ss-word')).to.equal('*** ***')
  })

  it('leaves everything else as it is, also where there is no secret', () => {
    expect(mask.apply('hunter')).to.equal('hunter')
    expect(new Mask([]).apply('text')).to.equal('text')
    expect(new Mask(['']).apply('text')).to.equal('text')
  })
})

describe('Lines', () => {
  it('puts together what arrives in pieces, also within a character', () => {
    const lines: string[] = []
    const cutter = new Lines((line) => void lines.push(line))
    const bytes = Buffer.from('one ö\ntwo')
    for (const byte of bytes) cutter.push(Uint8Array.of(byte))
    expect(lines).to.deep.equal(['one ö'])
    cutter.end()
    expect(lines).to.deep.equal(['one ö', 'two'])
  })
})
