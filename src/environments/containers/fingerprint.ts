import type { ComposeModel } from './compose/model.ts'
import type { Engine } from './engine/engine.ts'
import { type ContainersSettings, FAILOVER } from './settings.ts'

/** What a report says about the stack. Of variables their names only: values may be secrets, and reports are passed around. */
export function fingerprintOf(
  { version }: Engine,
  { services }: ComposeModel,
  { compose, variables }: ContainersSettings,
): Readonly<Record<string, string>> {
  return {
    engine: version,
    compose: compose.join(', '),
    images: services.map(({ name, image }) => `${name}=${image ?? 'built'}`).join(' '),
    failover: variables[FAILOVER] ?? '',
    variables: Object.keys(variables).join(' '),
  }
}
