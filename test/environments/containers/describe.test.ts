import { expect } from 'chai'
import { blastRadius } from '../../../src/drill/guards/blast-radius.ts'
import { parseComposeModel } from '../../../src/environments/containers/compose/model.ts'
import { describeStack } from '../../../src/environments/containers/describe.ts'
import type { ContainersSettings } from '../../../src/environments/containers/settings.ts'
import { planStack } from '../../../src/environments/containers/stack-plan.ts'
import type { Fault } from '../../../src/model/fault.ts'
import { FakeEngine } from './fake-engine.ts'

const MODEL = parseComposeModel(
  JSON.stringify({
    name: 'p',
    services: {
      web: {
        ports: [{ target: 80 }],
        deploy: { replicas: 2 },
        labels: { 'blackstart.role': 'service', 'blackstart.http': '80', 'blackstart.zone': 'a' },
      },
      db: { labels: { 'blackstart.role': 'primary', 'blackstart.zone': 'b' } },
      cache: {},
    },
  }),
)

function described(...faults: readonly Fault[]) {
  const planned = planStack(MODEL, faults)
  if ('findings' in planned) throw new Error(planned.findings.join())
  const settings = { compose: ['/a.yaml', '/labels.yaml'], canary: {}, everyMs: 100, shared: [] }
  const given = { settings: settings as unknown as ContainersSettings, longestMs: 90_000 }
  return describeStack({ engine: new FakeEngine(), model: MODEL, plan: planned.value, faults, ...given })
}

const targets = (...faults: readonly Fault[]): unknown =>
  described(...faults).expected?.hits.map(({ component }) => component)

describe('description of a drill in containers', () => {
  it('says what the labels say, whom it asks, and what it would hit', () => {
    expect(described({ kind: 'database.kill', role: 'primary' }).lines).to.deep.equal([
      'Engine       unix:///fake.sock, version 0',
      'Compose      /a.yaml',
      '             /labels.yaml',
      'Services     web    service, zone a',
      '             db     primary, zone b',
      '             cache  no role: nothing hits it',
      'Customers    web, port 80: probed every 100 ms',
      'Data loss    not measured: the configuration says of no canary',
      'Targets      db, by database.kill',
      'Takes        at most 90 s, the undo included',
    ])
  })

  it('says that a delay is either of two, for only a helper could ask the kernel', () => {
    expect(described({ kind: 'network.latency', role: 'service', delay: '50ms' }).lines.at(-2)).to.match(
      /^Latency {6}by netem .* else by the helper's relay/,
    )
  })

  it('knows the targets of faults by role, by number and by zone', () => {
    expect(targets({ kind: 'instance.terminate', role: 'service' })).to.deep.equal(['web-1'])
    expect(targets({ kind: 'instance.terminate', role: 'service', count: 2 })).to.deep.equal(['web-1', 'web-2'])
    expect(targets({ kind: 'zone.lose', of: 'primary' })).to.deep.equal(['zone-b'])
    expect(targets({ kind: 'manual', ask: 'pull the plug' })).to.deep.equal([])
  })

  it('is enough for the guard that would refuse the run', async () => {
    const ask = async (lastHealthy: boolean): Promise<string | undefined> => {
      const { topology, hits } = described({ kind: 'database.kill', role: 'primary' }).expected ?? {}
      if (topology === undefined || hits === undefined) throw new Error('nothing is expected')
      return blastRadius({ topology, targets: hits, limits: {}, lastHealthy }).ask()
    }
    expect(await ask(false))
      .to.include('the last running database (db)')
      .and.include('mayHitLastHealthy: true')
    expect(await ask(true)).to.equal(undefined)
  })
})
