import { readFileSync } from 'node:fs'

/** The module by which a script writes intents and outcomes; a script that does not name it keeps no ledger. */
const MODULE = 'blackstart-k6'

/** Whether a load script keeps a ledger. A script that is not there is said to; checking it finds that. */
export function keepsLedger(script: string): boolean {
  try {
    return readFileSync(script, 'utf8').includes(MODULE)
  } catch {
    return true
  }
}
