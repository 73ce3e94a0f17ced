import type { Check, Runbook, Step } from './runbook.ts'

const NAMES = { do: 'do', decide: 'decide', 'by-hand': 'by hand' } as const

/** Number of a check among the checks of its step, as `without_fault` counts. */
export function checkNumber(step: Step, check: Check): number {
  return step.parts.filter(({ kind }) => kind === 'check').indexOf(check) + 1
}

/** How a part is called on screen, as the front matter does: `check 2.1` is the first check of step 2. */
export function partName(
  { steps }: Pick<Runbook, 'steps'>,
  at: { readonly step: number; readonly part: number },
): string {
  const step = steps[at.step - 1]
  const part = step?.parts[at.part - 1]
  if (step === undefined || part === undefined) return 'part'
  return part.kind === 'check' ? `check ${step.number}.${checkNumber(step, part)}` : NAMES[part.kind]
}

/** What a part gives to later ones, and to people: `, LAST_LSN=0/3000060`. */
export function givenText(sets: Readonly<Record<string, string>>): string {
  return Object.entries(sets)
    .map(([name, value]) => `, ${name}=${value}`)
    .join('')
}
