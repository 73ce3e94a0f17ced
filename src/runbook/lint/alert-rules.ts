import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** An alerting rule of Prometheus, as far as a runbook needs it. */
export interface AlertRule {
  readonly name: string
  readonly runbookUrl: string | undefined
  readonly file: string
}

/**
 * Reads the alerting rules of Prometheus rule files.
 *
 * @throws Error when one cannot be read or is not such a file, naming it
 */
export function readAlertRules(files: readonly string[]): AlertRule[] {
  return files.flatMap((file) => {
    const document = parse(readFileSync(file, 'utf8')) as RuleFile | null
    if (!Array.isArray(document?.groups)) throw new Error(`${file} is not a Prometheus rule file: it has no groups`)
    return document.groups.flatMap(({ rules }) =>
      (rules ?? []).flatMap(({ alert, annotations }: Rule) =>
        alert === undefined ? [] : [{ name: alert, runbookUrl: annotations?.['runbook_url'], file }],
      ),
    )
  })
}

interface Rule {
  readonly alert?: string
  readonly annotations?: Readonly<Record<string, string>>
}

interface RuleFile {
  readonly groups?: readonly { readonly rules?: readonly Rule[] }[]
}
