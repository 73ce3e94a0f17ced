import { createInterface } from 'node:readline/promises'
import type { AskPerson } from '../drill/user-faults/manual-fault.ts'

/** Whether there is a person to ask: both ends of the terminal are needed. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

/** How long a person is given to answer, in milliseconds. */
const ANSWER_MS = 600_000

/** A "y" to the wrong one of the two would make a false record. */
const QUESTION = { cause: 'Done, and the fault is there?', 'take back': 'Taken back, and the fault is gone?' } as const

/** Asks at the terminal, on standard error. The end of the input, Ctrl-C, and no answer at all are a no. */
export const askAtTerminal: AskPerson = async (request, deed) => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  // While a question is open the terminal gives us the key, not the signal.
  terminal.once('SIGINT', () => {
    terminal.close()
    process.kill(process.pid, 'SIGINT')
  })
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('no')))
  const question = terminal.question(`\n${request}\n${QUESTION[deed]} [y/n] `, {
    signal: AbortSignal.timeout(ANSWER_MS),
  })
  try {
    const answer = await Promise.race([question.catch(() => 'no'), ended])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
