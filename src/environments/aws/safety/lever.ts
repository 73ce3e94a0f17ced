import type { Reach } from '../reach.ts'

/**
 * The safety lever of the account: whoever has engaged it wants no experiments, by whatever way. Asked in every drill;
 * on its way (`engaging`) is as good as there.
 *
 * @returns what speaks against it
 */
export async function leverRefusals({ ports }: Reach): Promise<string[]> {
  const status = await (await ports.fis()).safetyLever()
  return status === 'disengaged' ? [] : [`the safety lever of the account is ${status}: no experiment may run in it`]
}
