import { expect } from 'chai'
import { handleFor } from '../../../src/environments/containers/handle.ts'
import { recoverStack } from '../../../src/environments/containers/recovered.ts'
import { FakeDaemon } from './fake-daemon.ts'

describe('rescue of a stack', () => {
  it('confirms nothing on another engine, where nothing of the drill can be found', async () => {
    const other = await FakeDaemon.start((path) => ({ body: path.includes('/json') ? [] : { ID: 'ANOTHER' } }))
    const config = {
      drillId: 'd1',
      recordFolder: '/r',
      launcher: { command: '', args: [] },
      settings: {},
      longestMs: 1,
    }
    try {
      const rescue = await recoverStack(handleFor(config, other.address('OURS'))).catch((error: Error) => error.name)
      expect(rescue).to.equal('WrongEngineError')
    } finally {
      await other.stop()
    }
  })
})
