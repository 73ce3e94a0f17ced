import { expect } from 'chai'
import { runStackHand } from '../../../../src/environments/lab/stack/hand.ts'
import { VariablesError } from '../../../../src/environments/lab/stack/variables.ts'

describe('hands of the sample stack', () => {
  const thrown = (...args: string[]) => runStackHand(args).catch((error: unknown) => error)

  it('refuse what they do not know, and name what they do', async () => {
    const error = await thrown('promote', 'db-b')
    expect(error).to.be.instanceOf(VariablesError)
    expect(String(error)).to.include("'promote' is none of switchover, fence, lead")
  })

  it('must be told of which database', async () => {
    expect(String(await thrown('fence'))).to.include('fence: say of which database')
  })
})
