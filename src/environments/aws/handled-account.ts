import { z } from 'zod'

/** Environment variable by which the commands of a runbook find their drill. Names only. */
export const AWS_VARIABLE = 'BLACKSTART_AWS'

const schema = z.strictObject({
  drillId: z.string().min(1),
  recordFolder: z.string().min(1),
  endpoint: z.string().optional(),
})

/**
 * What {@link AWS_VARIABLE} holds: which drill it is. In which account it may act is not said here, where anybody could write
 * it, but in the ledger in its record.
 */
export interface HandledDrill {
  readonly drillId: string
  /** Absolute. */
  readonly recordFolder: string
  /** Stands in for AWS; loopback only. @default AWS itself */
  readonly endpoint?: string
}

/**
 * @throws RangeError naming what is wrong: somebody wrote the variable by hand
 */
export function handledDrill(text: string): HandledDrill {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new RangeError(`${AWS_VARIABLE} is not what a drill has put there: it is no JSON`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) {
    const { endpoint, ...drill } = parsed.data
    return { ...drill, ...(endpoint === undefined ? {} : { endpoint }) }
  }
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
  throw new RangeError(`${AWS_VARIABLE} is not what a drill has put there: ${wrong.join('; ')}`)
}
