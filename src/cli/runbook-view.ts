import { formatMs } from '../model/duration.ts'
import type { TimedEvent } from '../runbook/execute/events.ts'
import { headerLine } from '../runbook/clock.ts'
import { givenText, partName } from '../runbook/part-name.ts'
import type { Runbook, Step } from '../runbook/runbook.ts'

/** Shows a run line by line: what a person reads over the shoulder, and what a CI log keeps. */
export class RunbookView {
  readonly #runbook: Runbook
  readonly #write: (text: string) => void

  constructor(runbook: Runbook, write: (text: string) => void) {
    this.#runbook = runbook
    this.#write = write
  }

  readonly onEvent = (event: TimedEvent): void => {
    const text = this.#render(event)
    if (text !== undefined) this.#write(`${text}\n`)
  }

  #render(event: TimedEvent): string | undefined {
    switch (event.kind) {
      case 'run':
        return `${this.#runbook.frontMatter.title} (${event.mode}${event.resumed ? ', goes on' : ''})`
      case 'step':
        return event.state === 'begin' ? this.#header(event.step, event.atMs) : undefined
      case 'wait':
        return `    … ${event.text}`
      case 'output':
        return `    ${event.stream === 'stderr' ? '! ' : '| '}${event.text}`
      case 'end': {
        const mark = event.status === 'failed' || event.status === 'stopped' ? '✗' : '✓'
        const credited = event.creditedMs > 0 ? `, ${formatMs(event.creditedMs)} credited` : ''
        return `  ${mark} ${partName(this.#runbook, event)}: ${event.text} (${formatMs(event.measuredMs)}${credited})${givenText(event.sets)}`
      }
      case 'undo':
        return `  ${event.status === 'done' ? '↩' : '✗'} undo of step ${event.step}: ${event.text}`
      case 'finish':
        return `${event.outcome}: ${event.text}`
      case 'begin':
      case 'process':
      case 'try':
        return undefined
    }
  }

  #header(number: number, atMs: number): string {
    return `\n${headerLine(this.#runbook, number, atMs)}\n${number}. ${this.#step(number)?.title ?? ''}`
  }

  #step(number: number): Step | undefined {
    return this.#runbook.steps.find((step) => step.number === number)
  }
}
