import { expect } from 'chai'
import { containerLives, type Lived } from '../../../src/environments/containers/container-lives.ts'
import type { EngineEvent } from '../../../src/environments/containers/engine-events.ts'

const part = (component: string, more: Partial<Lived> = {}): Lived => ({
  id: `${component}-id`,
  component,
  restarts: true,
  ...more,
})
const event = (
  action: EngineEvent['action'],
  service: string,
  atMs: number,
  said: EngineEvent['said'] = {},
): EngineEvent => ({ action, service, container: `${service}-id`, said, at: { lo: atMs, hi: atMs + 1 } })

const DIED = [event('die', 'web', 10, { exitCode: '137' }), event('start', 'web', 20)]

const told = (events: readonly EngineEvent[], ...parts: readonly Lived[]): unknown =>
  containerLives(events, parts).map(({ kind, text }) => [kind, text])
const legs = (...parts: readonly Lived[]): unknown =>
  containerLives(DIED, parts).map(({ legs: ended }) => ended?.join())

describe('lives of containers', () => {
  it('are told as they were lived, on our clock', () => {
    expect(containerLives(DIED, [part('web')])).to.deep.equal([
      {
        kind: 'container-died',
        component: 'web',
        source: 'container engine',
        text: 'web died (137), and is to be started again',
        fromNs: '10000000',
        toNs: '11000000',
      },
      {
        kind: 'container-started',
        component: 'web',
        source: 'container engine',
        text: 'web was started',
        fromNs: '20000000',
        toNs: '21000000',
      },
    ])
  })

  it('tell one restart once, and who asked for it', () => {
    const restarted = [
      event('kill', 'web', 1, { signal: '15' }),
      event('die', 'web', 2, { exitCode: '0' }),
      event('start', 'web', 3),
      event('start', 'db', 3),
      event('restart', 'web', 4),
    ]
    expect(told(restarted, part('web', { restarts: false }), part('db'))).to.deep.equal([
      ['container-signalled', 'web was sent signal 15 by the engine'],
      ['container-died', 'web died (0)'],
      ['container-started', 'db was started'],
      ['container-started', 'web was started again, for somebody asked for a restart'],
    ])
  })

  it('tell of memory and health, and of a container that is gone by its service', () => {
    const events = [event('oom', 'web', 1), event('health_status', 'web', 2, { health: 'unhealthy' })]
    expect(told(events)).to.deep.equal([
      ['container-out-of-memory', 'web wanted more memory than it has'],
      ['container-health', 'web is unhealthy, by its health check'],
    ])
  })

  it('end legs only where nobody else could have served: of one alone with its role', () => {
    expect(legs(part('web', { role: 'service' }))).to.deep.equal(['detect,decide', 'fail over,route'])
    expect(legs(part('web', { role: 'service' }), part('db', { role: 'primary' }))).to.deep.equal([
      'detect,decide',
      'fail over,route',
    ])
    expect(legs(part('web', { role: 'service' }), part('web-2', { role: 'service' }))).to.deep.equal([
      undefined,
      undefined,
    ])
    expect(legs(part('web', { role: 'primary' }), part('db', { role: 'standby' }))).to.deep.equal([
      undefined,
      undefined,
    ])
  })

  it('end no legs where no restart policy answers, or nobody knows what the part does', () => {
    expect(legs(part('web', { role: 'service', restarts: false }))).to.deep.equal([undefined, undefined])
    expect(legs(part('web'))).to.deep.equal([undefined, undefined])
  })
})
