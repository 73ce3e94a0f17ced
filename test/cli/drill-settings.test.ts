import { expect } from 'chai'
import type { Configuration } from '../../src/scenario/config.ts'
import { drillSettings } from '../../src/cli/drill-settings.ts'

describe('drillSettings', () => {
  const scenario = {
    settings: {
      lab: { replacement: 'off', failover: 'automatic' },
      'lab:realistic': { grace: '30s' },
      aws: { replacement: 'x' },
    },
  }
  const configuration = {
    lab: { profile: 'fast', settings: { replacement: 'on', capacity: '2' } },
    containers: { settings: { project: 'shop' } },
  } as unknown as Configuration

  it("puts the scenario's over the team's, and the command line over both", () => {
    expect(drillSettings({ environment: 'lab', scenario, configuration, typed: { failover: 'manual' } })).to.deep.equal(
      {
        profile: 'fast',
        capacity: '2',
        replacement: 'off',
        failover: 'manual',
      },
    )
  })

  it('takes those of the profile that the drill runs with', () => {
    expect(drillSettings({ environment: 'lab', scenario, configuration, typed: { profile: 'realistic' } })).to.include({
      profile: 'realistic',
      grace: '30s',
    })
  })

  it("takes the team's for containers", () => {
    expect(drillSettings({ environment: 'containers', scenario, configuration, typed: {} })).to.deep.equal({
      project: 'shop',
    })
  })

  it('takes none of another environment', () => {
    expect(drillSettings({ environment: 'observed', scenario, configuration: undefined, typed: {} })).to.deep.equal({})
  })
})
