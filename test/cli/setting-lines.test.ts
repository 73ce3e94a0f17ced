import { expect } from 'chai'
import { allSettings, givenSettings } from '../../src/cli/setting-lines.ts'

const SPECS = [
  { key: 'every', text: 'how often each stream probes', values: 'duration', default: '100ms' },
  { key: 'archive', text: 'keep the log', values: 'on|off', default: 'off' },
]

describe('the settings in a plan', () => {
  it('are those that differ from the default', () => {
    expect(givenSettings(SPECS, { archive: 'on', every: '100ms' })).to.equal('archive=on (--settings lists all 2)')
    expect(givenSettings(SPECS, {})).to.equal('as they are by default (--settings lists all 2)')
  })

  it('hold no secret of an address', () => {
    expect(givenSettings(SPECS, { archive: 'postgresql://shop:secret@db/shop' })).not.to.include('secret')
  })

  it('are listed where somebody asks for all of them', () => {
    expect(allSettings('lab', SPECS)).to.deep.equal([
      "Settings of 'lab':",
      '  --set every=...    how often each stream probes (duration; default 100ms)',
      '  --set archive=...  keep the log (on|off; default off)',
    ])
  })
})
