/** A place in the file; lines and columns from 1, as editors count. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** The text of a runnable fence, and where its first line stands. */
export interface Script extends Place {
  readonly text: string
}

/** Harmless; exit 0 means true. */
export interface Check extends Place {
  readonly kind: 'check'
  readonly script: Script
  /** Becomes true within so long, in milliseconds. */
  readonly withinMs?: number
  /** Stays true for so long, in milliseconds. */
  readonly holdsMs?: number
  /** Pause between two looks, in milliseconds. */
  readonly everyMs?: number
  /** Names of variables that go forward. */
  readonly sets: readonly string[]
}

/** Changes state; never run twice by itself. */
export interface Do extends Place {
  readonly kind: 'do'
  readonly script: Script
  /** In milliseconds. */
  readonly timeoutMs: number
  readonly sets: readonly string[]
}

/** What takes the Do of its step back, or why nothing does. */
export type Undo = Place & { readonly kind: 'undo' } & (
    { readonly script: Script; readonly timeoutMs: number; readonly none?: never } | { readonly none: string }
  )

export interface Answer extends Place {
  readonly text: string
  /** The answer that a drill gives. */
  readonly inDrill: boolean
  readonly next: 'continue' | 'stop' | { readonly step: number }
  /** What is said behind the action, for the person. */
  readonly remark: string
}

/** A person chooses. */
export interface Decide extends Place {
  readonly kind: 'decide'
  readonly role: string
  /** The time that a drill credits, in milliseconds. */
  readonly creditMs: number
  readonly question: string
  readonly answers: readonly Answer[]
}

/** Work outside the machine. */
export interface ByHand extends Place {
  readonly kind: 'by-hand'
  readonly role: string
  /** The time that a drill credits, in milliseconds. */
  readonly creditMs: number
  readonly tasks: readonly string[]
}

/** What runs top to bottom in a step; its Undo stands apart, for it runs only when things go wrong. */
export type Part = Check | Do | Decide | ByHand

export interface Step extends Place {
  /** From 1. */
  readonly number: number
  /** Slug of the title, for reports. */
  readonly id: string
  readonly title: string
  /** How long it is expected to take, in milliseconds. */
  readonly expectMs: number
  readonly parts: readonly Part[]
  readonly undo?: Undo
  /** Text of the alert above its Do, where there is one. */
  readonly caution?: string
}

/** A variable that every block gets as its environment. */
export interface Input extends Place {
  readonly name: string
  readonly example: string
  readonly howToFind: string
  readonly secret: boolean
}

/** Where a drill without a fault must stop. */
export type WithoutFault = 'none' | { readonly step: number; readonly check: number }

/** The head of the file; durations in milliseconds. */
export interface FrontMatter {
  readonly title: string
  readonly owner: string
  readonly severity: number
  readonly rtoMs: number
  readonly rpoMs?: number
  /** The time credited for noticing. */
  readonly detectMs: number
  /** Path of the scenario that it recovers, from the project's folder. */
  readonly scenario: string
  readonly alerts: readonly string[]
  readonly withoutFault: WithoutFault
  /** ISO date. */
  readonly reviewBy?: string
}

/** A runbook that can be executed: every rule of the grammar holds. */
export interface Runbook {
  readonly frontMatter: FrontMatter
  readonly inputs: readonly Input[]
  readonly steps: readonly Step[]
  /** Whom to call, as Markdown. */
  readonly escalate: string
}
