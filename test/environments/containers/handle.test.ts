import { expect } from 'chai'
import { addressOf, handleFor, projectName } from '../../../src/environments/containers/handle.ts'

describe('handle of a stack', () => {
  const before = process.env['DOCKER_HOST']

  afterEach(() => {
    if (before === undefined) delete process.env['DOCKER_HOST']
    else process.env['DOCKER_HOST'] = before
  })

  it('holds all that a rescuer needs, as plain JSON', () => {
    process.env['DOCKER_HOST'] = 'unix:///somewhere.sock'
    const config = {
      drillId: '20261121-1-Zone_Loss',
      recordFolder: '/r',
      launcher: { command: 'node', args: [] },
      settings: { hands: 'helper:1' },
      longestMs: 60_000,
    }
    const handle = JSON.parse(JSON.stringify(handleFor(config))) as ReturnType<typeof handleFor>
    expect(handle.environment).to.equal('containers')
    expect(addressOf(handle)).to.deep.equal({
      project: 'blackstart-20261121-1-zone_loss',
      drillId: '20261121-1-Zone_Loss',
      dockerHost: 'unix:///somewhere.sock',
      hands: 'helper:1',
    })
  })

  it('names the project as compose takes it', () => {
    expect(projectName('Drill 1/x')).to.equal('blackstart-drill-1-x')
  })
})
