import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { quoted } from '../../system/shell.ts'

/** How this very program is called: command and leading arguments. */
export interface OwnProgram {
  readonly command: string
  readonly args: readonly string[]
}

/** Puts `blackstart` first on PATH: the very program that executes the runbook, wherever it is installed. */
export function withBlackstart(env: NodeJS.ProcessEnv, program: OwnProgram, folder: string): NodeJS.ProcessEnv {
  mkdirSync(folder, { recursive: true })
  const call = [program.command, ...program.args].map(quoted).join(' ')
  writeFileSync(join(folder, 'blackstart'), `#!/bin/sh\nexec ${call} "$@"\n`, { mode: 0o755 })
  return { ...env, PATH: [folder, env['PATH'] ?? ''].join(delimiter) }
}
