import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { saidLate } from '../../src/cli/said-late.ts'

describe('an answer that takes its time', () => {
  it('is announced, and waited for', async () => {
    const said: string[] = []
    expect(await saidLate('asking aws', sleep(50, 'yes'), (line) => said.push(line), 1)).to.equal('yes')
    expect(said).to.deep.equal(['asking aws ...\n'])
  })

  it('is not announced when it comes soon, or is an error', async () => {
    const said: string[] = []
    const soon = await saidLate('asking aws', Promise.resolve('yes'), (line) => said.push(line), 60_000)
    const failed = saidLate('asking aws', Promise.reject(new Error('no')), (line) => said.push(line), 60_000)
    expect([soon, await failed.catch(String), said]).to.deep.equal(['yes', 'Error: no', []])
  })
})
