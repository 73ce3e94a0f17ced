import { expect } from 'chai'
import { fault } from '../../src/scenario/define.ts'
import { describeFault } from '../../src/scenario/describe.ts'
import type { Finding } from '../../src/scenario/findings.ts'
import { checkScenario } from '../../src/scenario/schema.ts'
import type { Fault } from '../../src/model/fault.ts'
import { GOOD } from './good.ts'

/** Every fault that can be built, with what a plan says of it. */
const BUILT: readonly (readonly [Fault, string])[] = [
  [fault.database.kill({ role: 'primary' }), 'kill the primary database'],
  [fault.database.freeze({ role: 'standby', for: '2s', at: '1s' }), 'freeze the standby database for 2s at 1s'],
  [fault.database.failover(), 'ask the control plane for a switchover (detection is not exercised)'],
  [fault.standby.lose(), 'lose the standby and its data'],
  [fault.data.drop(), "drop the table that holds the customers' data"],
  [fault.instance.terminate({ role: 'service' }), 'terminate 1 service instance'],
  [fault.instance.freeze({ role: 'service', zone: 'a', count: 2 }), 'freeze 2 service instances in zone a'],
  [fault.zone.lose({ of: 'primary' }), 'lose the zone of the primary'],
  [fault.zone.isolate({ zone: 'b', for: '5s' }), 'isolate zone b for 5s'],
  [fault.region.isolate({ region: 'primary', for: '5s' }), 'isolate the region of the primary for 5s'],
  [fault.region.isolate({ region: 'secondary' }), 'isolate the other region'],
  [fault.replication.hold({ lead: '1s' }), 'hold the replication link for 1s before the fault and drop what it holds'],
  [fault.instance.stop({ role: 'load-balancer', for: '5s' }), 'stop the load-balancer, without a restart for 5s'],
  [fault.instance.restart({ role: 'service', count: 2 }), 'restart 2 service'],
  [
    fault.instance.limit({ role: 'primary', cpus: 0.1, memoryMb: 64 }),
    'limit the primary to 0.1 cores and 64 MiB of memory',
  ],
  [fault.network.cut({ role: 'service', zone: 'a' }), 'drop all packets of the service in zone a'],
  [
    fault.network.cut({ role: 'standby', direction: 'in', peer: 'primary' }),
    'drop incoming packets between it and the primary of the standby',
  ],
  [
    fault.network.loss({ role: 'service', percent: 20, direction: 'out' }),
    'drop 20 % of outgoing packets of the service',
  ],
  [fault.network.latency({ role: 'primary', delay: '200ms' }), 'delay what the primary sends by 200ms'],
  [fault.network.bandwidth({ role: 'primary', kbitPerSecond: 512 }), 'hold what the primary sends to 512 kbit/s'],
  [fault.disk.full({ role: 'primary' }), 'fill the bounded volumes of the primary'],
  [fault.command({ inject: 'a', verify: 'b', undo: 'c' }), "run 'a'"],
  [fault.manual({ ask: 'Pull the plug' }), 'ask a person: Pull the plug'],
]

const KILL = fault.database.kill({ role: 'primary' })

function findings(...faults: unknown[]): readonly Finding[] {
  const checked = checkScenario({ ...GOOD, faults })
  return 'findings' in checked ? checked.findings : []
}

describe('faults of a scenario', () => {
  for (const [built, words] of BUILT) {
    it(`${built.kind}: what the builder makes is accepted, and said in words`, () => {
      expect(findings(built, ...(built.kind === 'replication.hold' ? [KILL] : []))).to.deep.equal([])
      expect(describeFault(built)).to.equal(words)
    })
  }

  const SPOILED: readonly (readonly [string, unknown, string])[] = [
    ['a zone that is not named', { kind: 'zone.lose' }, 'faults[0]'],
    ['a zone that is named twice', { kind: 'zone.lose', of: 'primary', zone: 'a' }, 'faults[0]'],
    ['a zone by an unknown role', { kind: 'zone.isolate', of: 'leader' }, 'faults[0].of'],
    ['a region by its name', { kind: 'region.isolate', region: 'region-a' }, 'faults[0].region'],
    ['a role without instances', { kind: 'instance.terminate', role: 'primary' }, 'faults[0].role'],
    ['no instance at all', { kind: 'instance.terminate', role: 'service', count: 0 }, 'faults[0].count'],
    ['half an instance', { kind: 'instance.freeze', role: 'service', count: 1.5 }, 'faults[0].count'],
    ['a freeze for no time', { kind: 'database.freeze', role: 'primary', for: '0s' }, 'faults[0].for'],
    ['a kill for a time', { kind: 'database.kill', role: 'primary', for: '2s' }, 'faults[0].for'],
    ['a command that cannot be undone', { kind: 'command', inject: 'a', verify: 'b' }, 'faults[0].undo'],
    ['a limit that limits nothing', { kind: 'instance.limit', role: 'service' }, 'faults[0]'],
    ['a part that nobody knows', { kind: 'instance.stop', role: 'web' }, 'faults[0].role'],
    ['a direction that there is not', { kind: 'network.cut', role: 'service', direction: 'up' }, 'faults[0].direction'],
    ['more packets than there are', { kind: 'network.loss', role: 'service', percent: 101 }, 'faults[0].percent'],
    ['a delay of nothing', { kind: 'network.latency', role: 'service', delay: '0s' }, 'faults[0].delay'],
    ['a restart for a time', { kind: 'instance.restart', role: 'service', for: '2s' }, 'faults[0].for'],
    ['a person who is asked nothing', { kind: 'manual', ask: ' ' }, 'faults[0].ask'],
  ]
  for (const [name, spoiled, path] of SPOILED) {
    it(`finds ${name}`, () => {
      const found = findings(spoiled)
      expect(found.map((finding) => finding.path)).to.deep.equal([path])
      expect(found[0]?.remedy).not.to.equal('')
    })
  }
})

/** Never called: each line below must fail to compile. */
export function doesNotCompile(): void {
  // @ts-expect-error -- which zone?
  fault.zone.lose({})
  // @ts-expect-error -- which of the two?
  fault.zone.lose({ of: 'primary', zone: 'a' })
  // @ts-expect-error -- a lost zone does not come back by itself
  fault.zone.lose({ of: 'primary', for: '2s' })
  // @ts-expect-error -- it must be possible to undo it
  fault.command({ inject: 'a', verify: 'b' })
}
