import { z } from 'zod'
import type { AwsSettings } from './settings.ts'

/** Environment variable by which the commands of a runbook find the account of their drill. Names only. */
export const AWS_VARIABLE = 'BLACKSTART_AWS'

/** What {@link AWS_VARIABLE} holds. */
export interface HandledAccount {
  readonly drillId: string
  readonly settings: AwsSettings
}

/** What everything rests on that is safe: the rest is told by AWS when it is wrong. */
const schema = z.looseObject({
  drillId: z.string().min(1),
  settings: z.looseObject({
    region: z.string().min(1),
    accounts: z.array(z.string().regex(/^\d{12}$/)).min(1),
    optInTag: z.looseObject({ key: z.string().min(1) }),
    protectedTags: z.array(z.looseObject({ key: z.string().min(1) })),
    pollMs: z.number().positive(),
  }),
})

/**
 * @throws RangeError naming what is wrong: somebody wrote the variable by hand
 */
export function handledAccount(text: string): HandledAccount {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new RangeError(`${AWS_VARIABLE} is not what a drill has put there: it is no JSON`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data as unknown as HandledAccount
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
  throw new RangeError(`${AWS_VARIABLE} is not what a drill has put there: ${wrong.join('; ')}`)
}
