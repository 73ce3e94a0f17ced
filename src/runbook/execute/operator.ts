import type { Answer, ByHand, Check, Decide, Do, Step } from '../runbook.ts'

/** What to do instead of, or before, a change. */
export type BeforeDo =
  | { readonly act: 'run' }
  | { readonly act: 'by-hand' }
  | { readonly act: 'skip'; readonly reason: string }
  | { readonly act: 'undo' }
  | { readonly act: 'abort' }

/** What to do when a part has failed. `again` is only for checks: a change is not tried twice. */
export type OnFailure = 'again' | 'go-on' | 'undo' | 'abort'

/** Who makes the choices: a person at a terminal, or the rules of a drill. */
export interface Operator {
  /** Whether people's time is credited and not measured. */
  readonly credits: boolean
  decide(decide: Decide, step: Step): Promise<Answer | undefined>
  /** @returns whether all of it was done */
  byHand(part: ByHand, step: Step): Promise<boolean>
  /** @param look - whether the check behind the change is true now, for somebody who does it by hand */
  beforeDo(part: Do, step: Step, look: (signal: AbortSignal) => Promise<boolean>): Promise<BeforeDo>
  onFailure(part: Check | Do | ByHand, step: Step, text: string): Promise<OnFailure>
}

/** Nobody is asked: the answers marked `(drill)`, people's time credited, and undo when a part fails. */
export const drillOperator: Operator = {
  credits: true,
  decide: async ({ answers }) => answers.find(({ inDrill }) => inDrill),
  byHand: async () => true,
  beforeDo: async () => ({ act: 'run' }),
  onFailure: async () => 'undo',
}
