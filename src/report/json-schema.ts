import { z } from 'zod'
import { reportSchema } from './schema.ts'

/** The published JSON Schema of `report.json`. It allows fields that it does not know: a newer report adds some. */
export function reportJsonSchema(): string {
  const schema = z.toJSONSchema(reportSchema, { io: 'input' })
  return `${JSON.stringify({ title: 'Blackstart drill report', ...schema }, null, 2)}\n`
}
