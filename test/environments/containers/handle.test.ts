import { expect } from 'chai'
import { addressOf, handleFor, projectName } from '../../../src/environments/containers/handle.ts'

describe('handle of a stack', () => {
  it('holds all that a rescuer needs, as plain JSON', () => {
    const engine = { dockerHost: 'unix:///somewhere.sock', certPath: '', host: '10.0.0.7', identity: 'ABCD' }
    const config = {
      drillId: '20261121-1-Zone_Loss',
      recordFolder: '/r',
      launcher: { command: 'node', args: [] },
      settings: { hands: 'helper:1' },
      longestMs: 60_000,
    }
    const handle = JSON.parse(JSON.stringify(handleFor(config, engine))) as ReturnType<typeof handleFor>
    expect(handle.environment).to.equal('containers')
    expect(addressOf(handle)).to.deep.equal({
      project: 'blackstart-20261121-1-zone_loss',
      drillId: '20261121-1-Zone_Loss',
      engine,
      hands: 'helper:1',
    })
  })

  it('names the project as compose takes it', () => {
    expect(projectName('Drill 1/x')).to.equal('blackstart-drill-1-x')
  })
})
