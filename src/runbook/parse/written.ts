import type { FrontMatter, Input } from '../runbook.ts'
import type { Outline } from './outline.ts'
import type { WrittenStep } from './step.ts'

/** What was understood of a file, also where it is not a runbook yet: the rules look at it. */
export interface WrittenRunbook {
  readonly source: string
  readonly lines: readonly string[]
  readonly frontMatter: FrontMatter | undefined
  readonly inputs: readonly Input[]
  readonly outline: Outline
  readonly steps: readonly WrittenStep[]
}
