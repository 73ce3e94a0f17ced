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

/** What a person chose, and who that was. */
export interface Decided {
  readonly answer: Answer
  /** Left out where nobody was asked for a name. */
  readonly by?: string
}

/** What came of work outside of the machine. */
export interface DoneByHand {
  /** Whether all of it was done. */
  readonly done: boolean
  /** Left out where nobody was asked for a name. */
  readonly by?: string
}

/** Where a run stands when something is asked. */
export interface Standing {
  /** Whether something was begun that an undo would take back: not behind the point of no return. */
  readonly undoable: boolean
}

/** Who makes the choices: a person at a terminal, or the rules of a drill. */
export interface Operator {
  /** Whether people's time is credited and not measured. */
  readonly credits: boolean
  decide(decide: Decide, step: Step): Promise<Decided | undefined>
  byHand(part: ByHand, step: Step): Promise<DoneByHand>
  /** @param look - whether the check behind the change is true now, for somebody who does it by hand */
  beforeDo(part: Do, step: Step, look: (signal: AbortSignal) => Promise<boolean>, standing: Standing): Promise<BeforeDo>
  onFailure(part: Check | Do | ByHand, step: Step, text: string, standing: Standing): Promise<OnFailure>
  /**
   * Asked before anything is undone that nobody has asked to be: behind a signal, behind an answer that stops the run, and
   * when a run that was killed while it undid goes on.
   *
   * @param steps - what would be undone, in that order
   */
  confirmUndo(steps: readonly Step[], why: string): Promise<boolean>
}

/** Nobody is asked: the answers marked `(drill)`, people's time credited, and undo when a part fails. */
export const drillOperator: Operator = {
  credits: true,
  decide: async ({ answers }) => {
    const answer = answers.find(({ inDrill }) => inDrill)
    return answer === undefined ? undefined : { answer }
  },
  byHand: async () => ({ done: true }),
  beforeDo: async () => ({ act: 'run' }),
  onFailure: async () => 'undo',
  confirmUndo: async () => true,
}
