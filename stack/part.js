// A part of the sample stack, as its image starts it: from the sources of a checkout, or from what a package is built to.
import { existsSync } from 'node:fs'

const sources = new URL('../src/cli/process.ts', import.meta.url)
const built = new URL('../dist/cli/process.js', import.meta.url)
await import((existsSync(sources) ? sources : built).href)
