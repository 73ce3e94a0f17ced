import type { Report } from './schema.ts'
import { atMost, spanOfSeconds } from './words.ts'

type Witness = NonNullable<Report['witnesses']>[number]

/** What others say of the data that the fault would cost, a sentence each; empty where nobody does. */
export function witnessSentences({ witnesses = [], measurements: { rpaSeconds } }: Report): readonly string[] {
  return witnesses.map((witness) => {
    const { source, component, seconds, ageSeconds } = witness
    if (seconds.hi === null) return `${source} of ${component}: no sample was over before the fault`
    const age = ageSeconds === null ? '' : ` in the ${atMost(ageSeconds * 1_000)} before the fault`
    const behind = `${component} was ${spanOfSeconds(seconds)} behind${age}`
    return `${source}: ${behind}; by its word the fault would cost ${spanOfSeconds(witness.atLossSeconds)}. ${verdictOn(witness, spanOfSeconds(rpaSeconds))}`
  })
}

function verdictOn({ of, agrees }: Witness, measured: string): string {
  if (agrees === true) return `Measured: ${measured}, which agrees as far as it can tell`
  if (agrees === false)
    return `Measured: ${measured}. They disagree by more than its resolution; the ledger of writes decides`
  return of === 'restore'
    ? 'A restore was not what is measured here'
    : 'It is not what took over, so it is not compared'
}
