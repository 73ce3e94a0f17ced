import { expect } from 'chai'
import { stepHints, usedInputs } from '../../../src/runbook/rehearse/hints.ts'
import { aRunbook } from './scripted-desk.ts'

describe('hints', () => {
  const { inputs, steps } = aRunbook()

  it('know the inputs that a command is given by name, too', () => {
    const names = (text: string): string[] => usedInputs(inputs, [{ text }]).map(({ name }) => name)
    expect(names('sql STANDBY_URL "select 1"')).to.deep.equal(['STANDBY_URL'])
    expect(names('"${FENCE:?}"')).to.deep.equal(['FENCE'])
    expect(names('DEFENCE=1 FENCED=2')).to.deep.equal([])
  })

  it('tell of a step where what it needs is found, then what its checks look at', () => {
    const [, , third] = steps
    expect(third === undefined ? [] : stepHints({ inputs }, third)).to.deep.equal([
      'STANDBY_URL: in the vault',
      'A check of this step:\ntest f = f',
    ])
  })
})
