/** One formula, and a way to get it wrong. */
export interface Mutation {
  readonly formula: string
  readonly file: string
  /** Must occur exactly once in the file. */
  readonly find: string
  readonly replace: string
  /** @default the mirror of the file; the tests of the whole judgement always run too */
  readonly tests?: readonly string[]
}
