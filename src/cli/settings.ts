import { MASK } from '../system/secrets.ts'

/** Splits what was given with `--set key=value`; what cannot be split becomes a finding. Of a repeated key the last counts. */
export function parseSettings(set: readonly string[], findings: string[], option = '--set'): Record<string, string> {
  const given: [key: string, value: string][] = []
  for (const item of set) {
    const equals = item.indexOf('=')
    if (equals < 1)
      findings.push(
        `${option} '${item}': write key=value${option === '--set' ? ', for example profile=realistic' : ''}`,
      )
    else given.push([item.slice(0, equals), item.slice(equals + 1)])
  }
  // Not by assignment: a key such as __proto__ must turn up as an unknown setting, too.
  return Object.fromEntries(given)
}

/** A command without the values of variables (`--set env.NAME=value`): they may be secrets, and it stands in the report. */
export function withoutVariables(command: string, set: readonly string[]): string {
  return set
    .filter((item) => item.startsWith('env.') && item.includes('='))
    .reduce((text, item) => text.replaceAll(item, `${item.slice(0, item.indexOf('='))}=${MASK}`), command)
}
