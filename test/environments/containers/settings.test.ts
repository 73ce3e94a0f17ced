import { expect } from 'chai'
import { parseContainersSettings } from '../../../src/environments/containers/settings.ts'
import { configuration } from '../../../src/scenario/config.ts'

const parse = (given: Record<string, string>) => parseContainersSettings(given, configuration({}, '/project'))

function value(given: Record<string, string>) {
  const parsed = parse(given)
  if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
  return parsed.value
}

describe('settings of containers', () => {
  it('are those of the sample stack without a compose file', () => {
    const { compose, canary, everyMs } = value({})
    expect(compose.join()).to.match(/\/stack\/compose\.yaml$/)
    expect(canary.http?.table).to.equal('orders')
    expect(everyMs).to.equal(20)
  })

  it('count the path of a compose file from the configuration, and take the team’s canary', () => {
    const { compose, canary, everyMs } = value({ compose: 'deploy/compose.yaml' })
    expect(compose).to.deep.equal(['/project/deploy/compose.yaml'])
    expect(canary.http).to.equal(undefined)
    expect(everyMs).to.equal(100)
  })

  it('let people recover where they are asked to, by a variable of the compose file', () => {
    expect(value({ failover: 'manual' }).variables).to.deep.equal({ BLACKSTART_FAILOVER: 'manual' })
    expect(JSON.stringify(parse({ failover: 'never' }))).to.match(/failover=never: write 'automatic' or 'manual'/)
  })

  it('lay several compose files over each other', () => {
    expect(value({ compose: 'a.yaml, b.yaml' }).compose).to.deep.equal(['/project/a.yaml', '/project/b.yaml'])
  })

  it('pass variables on to the compose file', () => {
    expect(value({ 'env.TAG': '1.2', 'env.EMPTY': '' }).variables).to.deep.equal({
      BLACKSTART_FAILOVER: 'automatic',
      TAG: '1.2',
      EMPTY: '',
    })
  })

  it('refuse what would lead compose, and only compose, to another engine or other files', () => {
    const parsed = parse({
      'env.DOCKER_HOST': 'tcp://elsewhere:2375',
      'env.COMPOSE_FILE': 'x',
      'env.COMPOSE_PROFILES': 'all',
    })
    expect('findings' in parsed && parsed.findings.map((text) => text.split(':')[0])).to.deep.equal([
      'env.DOCKER_HOST',
      'env.COMPOSE_FILE',
    ])
  })

  it('say what may be shared, and where ports are published', () => {
    expect(value({ shared: 'data, web:/app', bind: '10.0.0.7' })).to.deep.include({
      shared: ['data', 'web:/app'],
      bind: '10.0.0.7',
    })
    expect(JSON.stringify(parse({ bind: 'my-server' }))).to.include('write an IP address')
  })

  it('name everything that is wrong at once', () => {
    const parsed = parse({ copmose: 'x', every: 'often', 'env.1': 'x', 'start-timeout': '0s' })
    expect('findings' in parsed && parsed.findings).to.have.length(4)
  })

  it('refuse a timeout that is shorter than the interval', () => {
    const parsed = parse({ every: '2s' })
    expect('findings' in parsed && parsed.findings).to.deep.equal(['timeout=1 s: must not be shorter than every=2 s'])
  })
})
