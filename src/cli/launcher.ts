import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Launcher } from '../model/launcher.ts'
import { quoted } from '../system/shell.ts'

/**
 * Starts this program's other processes. The entry point stands beside this file, with the same ending, so it is found
 * from `src/` (TypeScript, run directly) and from `dist/` (JavaScript).
 */
export function ownLauncher(): Launcher {
  const here = fileURLToPath(import.meta.url)
  const entry = here.replace(/launcher\.(ts|js)$/, 'process.$1')
  return { command: process.execPath, args: [entry] }
}

/** This program as a person can paste it into a shell, from any folder and whether or not it is installed. */
export function ownCommand(): string {
  const bin = fileURLToPath(new URL('../../bin/blackstart.js', import.meta.url))
  return `${quoted(process.execPath)} ${quoted(bin)}`
}

/** How this program is called again, by a runbook: its launcher stands two folders up, from `src/` and from `dist/`. */
export function ownProgram(): Launcher {
  const here = fileURLToPath(new URL('.', import.meta.url))
  return { command: process.execPath, args: [join(here, '..', '..', 'bin', 'blackstart.js')] }
}
