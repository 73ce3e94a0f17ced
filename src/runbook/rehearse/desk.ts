/** Something that a person can press. */
export interface Choice {
  /** `enter`, or one character. */
  readonly key: string
  readonly label: string
}

/** Whether a check is true, and what it looks at. */
export interface Light {
  readonly green: boolean
  /** It was true before the person did anything: it says nothing about them. */
  readonly already: boolean
  readonly text: string
}

/** What the person sees while something is asked of them; made anew as the clock goes on. */
export interface Panel {
  /** The clock. */
  readonly head: string
  /** The RTO cannot be met any more if the rest takes as long as expected. */
  readonly late: boolean
  readonly title: string
  readonly lines: readonly string[]
  /** A check that is watched. */
  readonly light?: Light
  readonly choices: readonly Choice[]
}

/** What comes of a question whose drill ends before it is answered. */
export const INTERRUPTED = 'interrupted'

/** The person's terminal, as a rehearsal sees it. */
export interface Desk {
  /**
   * Asks until a key of the panel is pressed, or something else settles it.
   *
   * @returns the key, what `settled` resolves to, or {@link INTERRUPTED}
   */
  ask(panel: () => Panel, settled?: Promise<string>): Promise<string>
  /** Asks for a line. @returns undefined when the person rather would not */
  askText(question: string): Promise<string | undefined>
  /** Shows a panel while the machine is at work; nothing can be pressed. */
  watch(panel: () => Panel): void
  /** Puts a line above the panel, where it stays. */
  say(line: string): void
  /** Holds the screen and the keyboard while something is rehearsed. @param signal - aborted when it ends before the person does */
  during<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result>
}
