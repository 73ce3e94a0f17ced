import type { Launcher } from '../../src/model/launcher.ts'
import { runProber } from '../../src/observe/prober.ts'

/** Starts this file as the prober: what the composition root does in the product. */
export const proberLauncher: Launcher = { command: process.execPath, args: [import.meta.filename] }

if (import.meta.main) await runProber()
