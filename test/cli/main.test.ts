import { expect } from 'chai'
import { commandNames, EXIT_CODES } from '../../src/cli/main.ts'
import { EXIT } from '../../src/model/exit-codes.ts'

describe('the command line', () => {
  it('has the commands that people know, once each', () => {
    const names = commandNames()
    expect(names).to.include.members(['run', 'plan', 'list', 'analyze', 'lab', 'doctor'])
    expect(new Set(names).size).to.equal(names.length)
  })

  it('tells every exit code in its help', () => {
    const told = EXIT_CODES.split(', ').map((entry) => Number(entry.split(' ')[0]))
    expect(told).to.deep.equal(Object.values(EXIT))
  })
})
