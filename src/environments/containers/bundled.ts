import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ORDERS_CONTRACT } from '../../model/http-contracts.ts'
import type { CanarySettings } from '../../scenario/config.ts'

/** The stack that Blackstart brings: its compose file, and how it takes canaries. */
export function bundledStack(): { readonly compose: string; readonly canary: CanarySettings } {
  return {
    compose: join(packageFolder(), 'stack', 'compose.yaml'),
    canary: { http: { ...ORDERS_CONTRACT, table: 'orders' }, table: 'orders', maxWritesPerSecond: 1_000 },
  }
}

/** From `src/` and from `dist/` alike. */
function packageFolder(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}
