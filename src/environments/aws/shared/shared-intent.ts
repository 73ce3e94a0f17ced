import { z } from 'zod'
import type { IntendedInjection } from '../../../model/fault.ts'

/** An intent as another machine finds it: with all that it takes to undo it. */
export interface SharedIntent {
  readonly target: IntendedInjection
}

/** What another machine has written is acted upon: what does not look like an intent is none. */
const schema = z.object({
  target: z.object({
    drillId: z.string().min(1),
    injectionId: z.int().min(1),
    component: z.string(),
    fault: z.object({ kind: z.string() }),
    identity: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .refine(({ account, region }) => typeof account === 'string' && typeof region === 'string', {
        error: 'must say in which account and region it is',
      }),
  }),
})

/** @returns the intent, or what is wrong with it */
export function readIntent(text: string): SharedIntent | { readonly unreadable: string } {
  let written: unknown
  try {
    written = JSON.parse(text)
  } catch (error) {
    return { unreadable: String(error) }
  }
  const { success, error } = schema.safeParse(written)
  if (success) return written as SharedIntent
  return { unreadable: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(', ') }
}
