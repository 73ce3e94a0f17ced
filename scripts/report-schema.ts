/** Writes the published JSON Schema of `report.json`; run it after a change of `src/report/schema*.ts`. */
import { writeFileSync } from 'node:fs'
import { reportJsonSchema } from '../src/report/json-schema.ts'

writeFileSync(new URL('../src/report/report.schema.json', import.meta.url), reportJsonSchema())
