import type { Server } from 'node:net'
import { expect } from 'chai'
import { AutoScaling } from '../../../../src/environments/lab/labd/auto-scaling.ts'
import type { EventLog } from '../../../../src/environments/lab/labd/event-log.ts'
import type { ZoneParts } from '../../../../src/environments/lab/labd/zone-parts.ts'
import type { LabZone } from '../../../../src/environments/lab/names.ts'
import { portOf } from '../../../../src/environments/lab/process/listen.ts'
import type { LabSettings } from '../../../../src/environments/lab/settings.ts'
import type { ControlPlaneEvent } from '../../../../src/environments/environment.ts'
import { serve } from '../../../../src/system/rpc.ts'
import { waitFor } from '../../../../src/system/wait.ts'

const SETTINGS = { healthIntervalMs: 5, graceMs: 0, replacement: 'on' } as LabSettings
/** Nobody listens there: an instance that is always unhealthy. */
const NOBODY = 1

describe('auto-scaling of the lab', () => {
  let agent: Server
  let asked = 0
  let scaling: AutoScaling | undefined

  beforeEach(async () => {
    asked = 0
    agent = await serve({ port: 0 }, { replace: async () => ((asked += 1), 'replaced') })
  })
  afterEach(async () => {
    scaling?.end()
    await new Promise((resolve) => agent.close(resolve))
  })

  it('launches nothing in a zone without capacity, says so once, and launches when there is some again', async () => {
    const events: ControlPlaneEvent[] = []
    const kinds = () => events.map(({ kind }) => kind)
    const until = (kind: string) => waitFor(kind, () => kinds().includes(kind), { timeoutMs: 5_000, everyMs: 5 })
    const parts = {
      relay: { port: (route: string) => (route === 'agent' ? portOf(agent) : NOBODY) },
      services: { places: [{ route: 'service-1', instance: { id: 'service-a-1' } }] },
    } as unknown as ZoneParts
    const withoutCapacity = new Set<LabZone>(['a'])
    const log = { append: (event: ControlPlaneEvent) => void events.push(event) } as EventLog
    scaling = new AutoScaling(new Map([['a', parts]]), SETTINGS, log, withoutCapacity)
    scaling.start()
    await until('launch-failed')
    let checks = 0
    await waitFor('more checks', () => (checks += 1) > 5, { timeoutMs: 5_000, everyMs: 10 })
    expect(kinds()).to.deep.equal(['instance-unhealthy', 'launch-failed'])
    expect(asked).to.equal(0)
    withoutCapacity.delete('a')
    await until('instance-replaced')
    expect(asked).to.be.greaterThan(0)
  })
})
