/** Splits what was given with `--set key=value`; what cannot be split becomes a finding. */
export function parseSettings(set: readonly string[], findings: string[]): Record<string, string> {
  const given: Record<string, string> = {}
  for (const item of set) {
    const equals = item.indexOf('=')
    if (equals < 1) findings.push(`--set '${item}': write key=value, for example profile=realistic`)
    else given[item.slice(0, equals)] = item.slice(equals + 1)
  }
  return given
}
