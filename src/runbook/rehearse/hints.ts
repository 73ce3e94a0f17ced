import type { Input, Runbook, Script, Step } from '../runbook.ts'

/** For somebody who has only the alarm: each tells more than the one before. Behind the last one the steps themselves are shown. */
export function alarmHints({ frontMatter, steps }: Runbook): string[] {
  const [first] = steps
  return [
    `This alarm has a runbook: ${frontMatter.title}`,
    ...(first === undefined ? [] : [`It begins with: ${first.title}`]),
    `Its steps: ${steps.map(({ number, title }) => `${number}. ${title}`).join('; ')}`,
  ]
}

/** For somebody at a step: where what it needs is found, then what its checks look at. */
export function stepHints({ inputs }: Pick<Runbook, 'inputs'>, { parts }: Pick<Step, 'parts'>): string[] {
  const scripts = parts.flatMap((part) => ('script' in part ? [part.script] : []))
  const checks = parts.flatMap((part) => (part.kind === 'check' ? [part.script.text.trim()] : []))
  return [
    ...usedInputs(inputs, scripts).map(({ name, howToFind }) => `${name}: ${howToFind}`),
    ...checks.map((text) => `A check of this step:\n${text}`),
  ]
}

/** The inputs that scripts name: expanded, or as the name of a variable that a command is given. */
export function usedInputs(inputs: readonly Input[], scripts: readonly Pick<Script, 'text'>[]): Input[] {
  return inputs.filter(({ name }) => scripts.some(({ text }) => new RegExp(`\\b${name}\\b`).test(text)))
}
