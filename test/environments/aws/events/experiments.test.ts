import { expect } from 'chai'
import { experimentWatcher } from '../../../../src/environments/aws/events/experiments.ts'
import type { Experiment } from '../../../../src/environments/aws/ports/fis.ts'
import { FakeAccount } from '../fake-ports.ts'
import { CUT_OFF } from '../fake-fis.ts'

describe('what is seen of experiments', () => {
  it('is each state once, and when actions began and ended by the word of FIS', async () => {
    const account = new FakeAccount()
    const startedAt = new Date('2026-11-21T10:00:00Z')
    const endedAt = new Date('2026-11-21T10:01:00Z')
    const base = { id: 'EXP1', reason: '', actionsMode: 'run-all', tags: {} }
    let now: Experiment = { ...base, status: 'running', actions: [{ ...CUT_OFF, status: 'running', startedAt }] }
    account.fis.experiments = async () => [now]
    const watcher = experimentWatcher(account.reach(), {})
    expect((await watcher.look()).map(({ text }) => text)).to.deep.equal(['EXP1 (run-all) is running', 'Cut-Off began'])
    expect(await watcher.look()).to.deep.equal([])
    now = { ...base, status: 'completed', actions: [{ ...CUT_OFF, status: 'completed', startedAt, endedAt }] }
    const seen = await watcher.look()
    expect(seen.map(({ text, at }) => [text, at?.to])).to.deep.equal([
      ['EXP1 (run-all) is completed', undefined],
      ['Cut-Off ended: completed', endedAt],
    ])
    expect(await watcher.look()).to.deep.equal([])
  })
})
