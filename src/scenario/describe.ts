import type { Fault } from '../model/fault.ts'

/** A fault in words, for plans and reports. */
export function describeFault(fault: Fault): string {
  const at = fault.at === undefined ? '' : ` at ${fault.at}`
  if (fault.kind === 'database.kill') return `kill the ${fault.role} database${at}`
  return `hold the replication link for ${fault.lead} before the fault and drop what it holds${at}`
}
