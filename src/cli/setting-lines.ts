import type { SettingSpec } from '../environments/environment.ts'
import { maskUrls } from '../system/secrets.ts'

/** What was said about the settings of an environment, by whomever; as one line of a plan. */
export function givenSettings(specs: readonly SettingSpec[], given: Readonly<Record<string, string>>): string {
  const usual = new Map(specs.map((spec) => [spec.key, spec.default]))
  const said = Object.entries(given).filter(([key, value]) => usual.get(key) !== value)
  const list = said.map(([key, value]) => `${key}=${maskUrls(value)}`).join(', ')
  return `${list === '' ? 'as they are by default' : list} (--settings lists all ${specs.length})`
}

/** Every setting that there is, a line each. */
export function allSettings(environment: string, specs: readonly SettingSpec[]): readonly string[] {
  const lines = specs.map(({ key, text, values, default: fallback }) => [
    `  --set ${key}=...`,
    `${text} (${values}; default ${fallback})`,
  ])
  const width = Math.max(...lines.map(([left = '']) => left.length))
  return [`Settings of '${environment}':`, ...lines.map(([left = '', right = '']) => `${left.padEnd(width)}  ${right}`)]
}
