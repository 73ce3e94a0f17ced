import { expect } from 'chai'
import { parseComposeModel } from '../../../src/environments/containers/compose/model.ts'
import { fingerprintOf } from '../../../src/environments/containers/fingerprint.ts'
import type { ContainersSettings } from '../../../src/environments/containers/settings.ts'
import { FakeEngine } from './fake-engine.ts'

describe('fingerprint of a stack', () => {
  it('names variables and holds no value of theirs', () => {
    const model = parseComposeModel(JSON.stringify({ name: 'p', services: { web: { image: 'w:1' }, app: {} } }))
    const variables = { BLACKSTART_FAILOVER: 'manual', DB_PASSWORD: 'hunter2' }
    const settings = { compose: ['/a.yaml', '/b.yaml'], variables } as unknown as ContainersSettings
    expect(fingerprintOf(new FakeEngine(), model, settings)).to.deep.equal({
      engine: '0',
      compose: '/a.yaml, /b.yaml',
      images: 'web=w:1 app=built',
      failover: 'manual',
      variables: 'BLACKSTART_FAILOVER DB_PASSWORD',
    })
  })
})
