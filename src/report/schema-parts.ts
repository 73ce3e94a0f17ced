import { z } from 'zod'
import { REASONS, type ReasonCode } from '../model/reasons.ts'

/** A measured quantity; the truth lies between both ends. */
export const interval = z
  .object({ lo: z.number().nullable(), hi: z.number().nullable() })
  .meta({ id: 'interval', description: 'The truth lies between lo and hi; null where a side is unbounded or unknown' })

export const verdict = z.enum(['pass', 'fail', 'inconclusive']).meta({ id: 'verdict' })

export const reason = z
  .object({
    code: z.enum(Object.keys(REASONS) as [ReasonCode, ...ReasonCode[]]).describe('From the closed list of codes'),
    text: z.string().describe('The same for people, with the figures of this drill'),
  })
  .meta({ id: 'reason' })

/** A count that may not have been measured. */
export const count = z.int().nullable().meta({ id: 'count', description: 'null: not measured' })
