import { fileURLToPath } from 'node:url'
import type { Launcher } from '../model/launcher.ts'

/**
 * Starts this program's other processes. The entry point stands beside this file, with the same ending, so it is found
 * from `src/` (TypeScript, run directly) and from `dist/` (JavaScript).
 */
export function ownLauncher(): Launcher {
  const here = fileURLToPath(import.meta.url)
  const entry = here.replace(/launcher\.(ts|js)$/, 'process.$1')
  return { command: process.execPath, args: [entry] }
}
