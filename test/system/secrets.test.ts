import { expect } from 'chai'
import {
  carriesSecret,
  fromEnvironment,
  maskUrls,
  MissingVariableError,
  publicUrl,
  scrub,
  valueOf,
} from '../../src/system/secrets.ts'

describe('maskUrls', () => {
  const cases: readonly (readonly [text: string, masked: string])[] = [
    ['postgres://me:pw@db:5432/x', 'postgres://***@db:5432/x'],
    ['see https://u:p%40w@h/a and http://h/b', 'see https://***@h/a and http://h/b'],
    ['http://u:p@ss@h/a', 'http://***@h/a'],
    ['http://h/a?api_key=abc&page=2#x', 'http://h/a?api_key=***&page=2#x'],
    ['psql postgres://h/x?sslpassword=abc', 'psql postgres://h/x?sslpassword=***'],
    ['mail me@example.org', 'mail me@example.org'],
  ]
  for (const [text, masked] of cases) it(text, () => expect(maskUrls(text)).to.equal(masked))
})

describe('carriesSecret', () => {
  it('is about passwords and parameters, not about the name of a user', () => {
    expect(['http://u:p@h', 'http://h?token=1', 'no url ://u:p@h'].map(carriesSecret)).to.deep.equal([
      true,
      true,
      false,
    ])
    expect(['http://h/a?page=1', 'postgres://me@h/x'].map(carriesSecret)).to.deep.equal([false, false])
  })
})

describe('publicUrl', () => {
  it('leaves what identifies a server', () => {
    expect(publicUrl('https://u:p@h:8443/shop/?token=x')).to.equal('https://h:8443/shop')
    expect(publicUrl('nothing of the kind')).to.equal('***')
  })
})

describe('scrub', () => {
  const env = { TOKEN: 'hunter22', URL: 'postgres://me:s%40fe1@h/x', SHORT: 'a' }

  it('removes a value in every form in which it travels', () => {
    const basic = Buffer.from('me:s@fe1').toString('base64')
    const said = `hunter22 ${encodeURIComponent('hunter22')} s%40fe1 s@fe1 ${basic} ${env.URL}`
    expect(scrub(said, ['TOKEN', 'URL'], env)).to.equal('*** *** *** *** *** ***')
  })

  it('leaves words alone that only look like a short value, and variables that are not set', () => {
    expect(scrub('a cat', ['SHORT', 'NONE'], env)).to.equal('a cat')
  })
})

describe('valueOf', () => {
  it('takes a text as it is, and the value of a name with its prefix', () => {
    expect(valueOf('plain')).to.equal('plain')
    expect(valueOf({ env: 'TOKEN', prefix: 'Bearer ' }, { TOKEN: 'x' })).to.equal('Bearer x')
  })

  it('says which variable is missing', () => {
    expect(() => fromEnvironment('NONE', {})).to.throw(MissingVariableError, 'NONE is not set')
    expect(() => fromEnvironment('EMPTY', { EMPTY: '' })).to.throw(MissingVariableError)
  })
})
