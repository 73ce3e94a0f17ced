import { isCancel, password, text } from '@clack/prompts'
import { EXIT } from '../model/exit-codes.ts'
import type { Input } from '../runbook/runbook.ts'
import { CommandError } from './exits.ts'

/** How a person is asked for a value; a symbol says that they would rather not. */
export interface InputPrompts {
  readonly text: (options: { message: string; placeholder: string; validate: typeof notEmpty }) => Promise<unknown>
  readonly password: (options: { message: string; validate: typeof notEmpty }) => Promise<unknown>
}

/**
 * Asks for the inputs of a runbook that nobody gave, one after the other, each with how to find it. A secret is not shown
 * while it is typed.
 *
 * @throws CommandError when the person stops: nothing was started then
 */
export async function askInputs(
  missing: readonly Input[],
  prompts: InputPrompts = { text, password },
): Promise<Readonly<Record<string, string>>> {
  const values: Record<string, string> = {}
  for (const { name, example, howToFind, secret } of missing) {
    const message = `${name} (${howToFind})`
    const answer = secret
      ? await prompts.password({ message, validate: notEmpty })
      : await prompts.text({ message, placeholder: `for example ${example}`, validate: notEmpty })
    if (isCancel(answer) || typeof answer !== 'string') {
      throw new CommandError(EXIT.inconclusive, `no value for ${name}: nothing was started`)
    }
    values[name] = answer.trim()
  }
  return values
}

/** @returns what is wrong with it; undefined for a value */
export function notEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? 'It has no value' : undefined
}
