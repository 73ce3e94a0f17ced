import { expect } from 'chai'
import { InvalidChangeError, type LabRecord, RecordSets } from '../../../../src/environments/lab/dns/records.ts'

const SIMPLE: LabRecord = { name: 'a.lab.test.', type: 'A', ttlSeconds: 5, values: ['192.0.2.1'] }
const PRIMARY: LabRecord = { ...SIMPLE, name: 'f.lab.test.', setIdentifier: 'one', failover: 'PRIMARY' }
const SECONDARY: LabRecord = { ...PRIMARY, setIdentifier: 'two', failover: 'SECONDARY', values: ['192.0.2.2'] }

function sets(...records: readonly LabRecord[]): RecordSets {
  const made = new RecordSets('Lab.Test')
  made.change(records.map((record) => ({ action: 'CREATE', record })))
  return made
}

describe('RecordSets', () => {
  it('holds names in lower case, with the dot at their end', () => {
    expect(sets({ ...SIMPLE, name: 'A.Lab.TEST' }).all).to.deep.equal([SIMPLE])
  })

  it('replaces a record set by name, type and identifier, and takes away exactly what is named', () => {
    const made = sets(SIMPLE, PRIMARY, SECONDARY)
    made.change([
      { action: 'UPSERT', record: { ...SECONDARY, values: ['192.0.2.9'] } },
      { action: 'DELETE', record: SIMPLE },
    ])
    expect(made.all).to.deep.equal([PRIMARY, { ...SECONDARY, values: ['192.0.2.9'] }])
  })

  const REFUSED: readonly (readonly [string, 'CREATE' | 'UPSERT' | 'DELETE', LabRecord, RegExp])[] = [
    ['a record set that is there', 'CREATE', SIMPLE, /there is one already/],
    ['one to take away that has other values', 'DELETE', { ...SIMPLE, values: ['192.0.2.7'] }, /no such record set/],
    ['a name outside the zone', 'UPSERT', { ...SIMPLE, name: 'a.other.test.' }, /not in the zone lab\.test\./],
    ['a name that only ends like the zone', 'UPSERT', { ...SIMPLE, name: 'alab.test.' }, /not in the zone/],
    ['an address that is none', 'UPSERT', { ...SIMPLE, values: ['192.0.2.300'] }, /'192\.0\.2\.300' is no value/],
    ['no value', 'UPSERT', { ...SIMPLE, values: [] }, /no value/],
    ['a TTL of half a second', 'UPSERT', { ...SIMPLE, ttlSeconds: 0.5 }, /whole seconds/],
    ['a second primary', 'CREATE', { ...PRIMARY, setIdentifier: 'three' }, /more than one PRIMARY/],
    ['a simple one beside a pair', 'CREATE', { ...SIMPLE, name: 'f.lab.test.' }, /are mixed/],
    ['a failover without an identifier', 'CREATE', { ...SIMPLE, name: 'g.lab.test.', failover: 'PRIMARY' }, /together/],
    ['a CNAME beside others', 'CREATE', { ...SIMPLE, type: 'CNAME', values: ['x.lab.test.'] }, /stands alone/],
    ['an SRV without a port', 'CREATE', { ...SIMPLE, type: 'SRV', values: ['0 0 x.lab.test.'] }, /is no value/],
  ]
  for (const [name, action, record, message] of REFUSED) {
    it(`refuses ${name}, and changes nothing of the batch`, () => {
      const made = sets(SIMPLE, PRIMARY, SECONDARY)
      const before = made.all
      const good = { action: 'UPSERT', record: { ...SIMPLE, name: 'new.lab.test.' } } as const
      expect(() => made.change([good, { action, record }])).to.throw(InvalidChangeError, message)
      expect(made.all).to.equal(before)
    })
  }

  it('says all that is wrong at once', () => {
    const changes = [
      { action: 'DELETE', record: { ...SIMPLE, name: 'b.lab.test.' } },
      { action: 'CREATE', record: { ...SIMPLE, ttlSeconds: -1 } },
    ] as const
    expect(() => sets(SIMPLE).change(changes)).to.throw(/no such record set.*-1.*there is one already/)
  })
})
