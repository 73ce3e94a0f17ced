import { expect } from 'chai'
import { fullAddress, HTTP, readAddress, SQL } from '../../src/cli/address.ts'

describe('readAddress', () => {
  const VARIABLE = 'BLACKSTART_TEST_ADDRESS'
  afterEach(() => delete process.env[VARIABLE])

  function read(given: string, kind: typeof HTTP | typeof SQL = HTTP) {
    const findings: string[] = []
    return { address: readAddress('--url', given, kind, findings), findings }
  }

  it('takes an address as it is', () => {
    expect(read('https://shop.example/health?deep=1')).to.deep.equal({
      address: { url: 'https://shop.example/health?deep=1' },
      findings: [],
    })
  })

  it('takes the name of a variable, and shows of its value only what identifies the server', () => {
    process.env[VARIABLE] = 'postgres://me:hunter22@db.example:5433/shop?sslmode=require'
    const { address, findings } = read(VARIABLE, SQL)
    expect(findings).to.deep.equal([])
    expect(address).to.deep.equal({ url: 'postgres://db.example:5433/shop', urlEnv: VARIABLE })
    expect(fullAddress(address!)).to.equal(process.env[VARIABLE])
  })

  const refused: readonly (readonly [given: string, why: string])[] = [
    ['https://me:hunter22@shop.example', 'carries a secret'],
    ['https://shop.example?api_key=hunter22', 'carries a secret'],
    ['ftp://shop.example', 'is not an address'],
    ['shop.example', 'is not an address'],
    [VARIABLE, 'is not set'],
  ]
  for (const [given, why] of refused) {
    it(`refuses ${given.replaceAll('hunter22', '...')}, without repeating a secret`, () => {
      const { address, findings } = read(given)
      expect(address).to.equal(undefined)
      expect(findings.join()).to.include(why).and.to.not.include('hunter22')
    })
  }

  it('refuses a variable that holds something else', () => {
    process.env[VARIABLE] = 'hunter22'
    expect(read(VARIABLE).findings.join()).to.include('does not hold an address').and.to.not.include('hunter22')
  })
})
