import { killed } from './killed.ts'
import { policyCoverage } from './policy-coverage.ts'
import { refusals } from './refusals.ts'
import { restores } from './restores.ts'
import { inAStandingAccount } from './standing.ts'
import { AwsSuite } from './suite.ts'
import { wholeDrills } from './whole-drills.ts'

describe("drills through AWS's own clients, with the lab behind them", function () {
  this.timeout(300_000)
  const suite = new AwsSuite()

  describe('measured, attributed, stamped, and allowed by the printed policies', () => wholeDrills(suite))
  describe('killed', () => killed(suite))
  describe('refused, or inconclusive', () => refusals(suite))
  describe('a restore', () => restores(suite))
  describe('in an account that outlives them', () => inAStandingAccount(suite))
  // Last: it looks at what all of them have called.
  describe('the printed policies', () => policyCoverage(suite))
})
