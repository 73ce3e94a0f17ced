import { expect } from 'chai'
import { parseRunbook } from '../../../src/runbook/parse/parse.ts'
import { fuzzRunbooks } from './fuzz-property.ts'

/** The short form; `npm run fuzz:runbooks` runs ten thousand of a new seed. */
const RUNS = 1_500
const SEED = 7

describe('parseRunbook on any text', function () {
  this.timeout(RUNS * 100)

  it(`takes ${RUNS} random and mutated files without a crash, and executes nothing`, () => {
    const { understood, refused, asked } = fuzzRunbooks({ numRuns: RUNS, seed: SEED })
    // The generator reaches both sides of the grammar, or it proves little.
    expect(understood).to.be.above(RUNS / 100)
    expect(refused).to.be.above(RUNS / 10)
    expect(asked).to.be.above(0)
  })

  it('takes deep nesting', () => {
    for (const piece of ['> ', '- ', '*a ', '[', '(', '`']) {
      expect(parseRunbook(piece.repeat(3_000)).findings).not.to.be.empty
    }
  })
})
