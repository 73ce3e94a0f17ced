/**
 * A chai plugin for the result of a drill.
 *
 * @example
 * ```ts
 * import { expect, use } from 'chai'
 * import blackstart from 'blackstart/chai'
 *
 * use(blackstart)
 * expect(drill).to.recoverWithin('30s').and.to.lose(0).writes
 * ```
 *
 * @packageDocumentation
 */
import { durationMs, formatMs, type Duration } from './model/duration.ts'
import type { Judgement } from './model/judgement.ts'
import type { Verdict } from './model/verdict.ts'

/** What the assertions look at: a report, or what `verify` of a scenario is given. */
export interface DrillResult {
  readonly verdict: Verdict
  readonly reasons: readonly { readonly code: string; readonly text: string }[]
  readonly measurements: Pick<Judgement['measurements'], 'fault' | 'rtaMs' | 'noOutageLongerThanMs'> & {
    readonly writes: { readonly lost: number | null; readonly acknowledged: number }
  }
}

declare global {
  // The name by which chai's own types are extended.
  namespace Chai {
    interface Assertion {
      /**
       * The service had recovered within this time after the fault, and the whole interval of the measurement says so.
       * Negated: it certainly had not. An interval with the bound inside satisfies neither; nor does a drill that is
       * inconclusive, or in which no fault happened: there was nothing to recover from.
       */
      recoverWithin(bound: Duration): Assertion
      /** So many acknowledged writes are lost, neither more nor fewer; read on with `.writes`. */
      lose(count: number): { readonly writes: Assertion }
      /** The drill has this verdict. */
      haveVerdict(verdict: Verdict): Assertion
    }
  }
}

/** The part of chai's assertion that the plugin uses. */
interface ChaiAssertion {
  readonly _obj: unknown
  assert(holds: boolean, message: string, negated: string, expected?: unknown, actual?: unknown): void
}

/** The part of chai that the plugin uses. */
interface ChaiStatic {
  readonly Assertion: {
    addMethod(name: string, method: (this: ChaiAssertion, ...args: unknown[]) => unknown): void
  }
}

interface ChaiUtils {
  flag(assertion: object, name: string): unknown
}

/** The plugin, for `chai.use`. */
export default function blackstart(chai: ChaiStatic, utils: ChaiUtils): void {
  const { Assertion } = chai

  Assertion.addMethod('recoverWithin', function recoverWithin(bound: unknown) {
    const result = resultOf(this._obj)
    const { rtaMs, noOutageLongerThanMs } = result.measurements
    const boundMs = durationMs(bound as Duration)
    const lo = rtaMs.lo ?? 0
    const hi = rtaMs.hi ?? noOutageLongerThanMs ?? Infinity
    const negated = utils.flag(this, 'negate') === true
    const span = `it took ${formatMs(lo)} to ${Number.isFinite(hi) ? formatMs(hi) : 'an unknown end'}`
    const inside = lo <= boundMs && hi > boundMs ? 'that decides nothing, since the bound lies inside' : undefined
    const undecided = nothingShown(result) ?? inside
    const found = undecided === undefined ? span : `${span}; ${undecided}`
    this.assert(
      // What decides nothing satisfies the assertion neither as it is nor negated.
      undecided === undefined ? hi <= boundMs : negated,
      `expected the drill to recover within ${formatMs(boundMs)}, and ${found}`,
      `expected the drill not to recover within ${formatMs(boundMs)}, and ${found}`,
    )
  })

  Assertion.addMethod('lose', function lose(count: unknown) {
    // chai shows an assertion through a proxy that knows no further words, so this one is an object of its own.
    const check = (): ChaiAssertion => {
      const { lost, acknowledged } = resultOf(this._obj).measurements.writes
      if (lost === null) throw new Error('the drill did not measure how many writes are lost')
      const found = `${lost} of ${acknowledged} acknowledged writes are lost`
      this.assert(
        lost === count,
        `expected ${String(count)} lost writes, but ${found}`,
        `expected other than ${String(count)} lost writes, but ${found}`,
        count,
        lost,
      )
      return this
    }
    return {
      get writes() {
        return check()
      },
    }
  })

  Assertion.addMethod('haveVerdict', function haveVerdict(verdict: unknown) {
    const { verdict: actual, reasons } = resultOf(this._obj)
    const why = reasons.map(({ code, text }) => `${code}: ${text}`).join('; ')
    this.assert(
      actual === verdict,
      `expected the verdict '${String(verdict)}', and it is '${actual}'${why === '' ? '' : ` (${why})`}`,
      `expected another verdict than '${String(verdict)}'`,
      verdict,
      actual,
    )
  })
}

/** Why a drill says nothing about a recovery, whatever its figures are. */
function nothingShown({ verdict, reasons, measurements: { fault } }: DrillResult): string | undefined {
  if (fault.lo === null) return 'that is no recovery, since no fault is known to have happened'
  if (verdict !== 'inconclusive') return undefined
  return `that decides nothing, since the drill is inconclusive (${reasons.map(({ code }) => code).join(', ')})`
}

function resultOf(value: unknown): DrillResult {
  // With blackstart/mocha the result exists only once the drill is over, so it is handed on as a function.
  const result: unknown = typeof value === 'function' ? (value as () => unknown)() : value
  const { measurements } = (result ?? {}) as { measurements?: unknown }
  if (typeof measurements === 'object' && measurements !== null) return result as DrillResult
  throw new TypeError('this is not the result of a drill: give the report, or what verify is given')
}
