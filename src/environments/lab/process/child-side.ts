import { createInterface } from 'node:readline'

/**
 * Takes the configuration that the parent writes as the first line of standard input. The pipe stays open after it: its
 * end means that the parent is gone (end-of-file reaches us even when it was killed), and a part of a lab has no
 * business to outlive its lab.
 *
 * @param onLifelineLost - labd, which must outlive the harness that started it, overrides the default of exiting
 */
export function receiveConfig<Config>(onLifelineLost: () => void = () => process.exit(0)): Promise<Config> {
  process.stdout.on('error', onLifelineLost)
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin }).on('error', onLifelineLost)
    const lostBeforeStart = () => process.exit(0)
    lines.once('close', lostBeforeStart)
    lines.once('line', (line) => {
      lines.off('close', lostBeforeStart)
      lines.once('close', onLifelineLost)
      resolve(JSON.parse(line) as Config)
    })
  })
}

/** Tells the parent that we answer, and on which ports: the first line of standard output. */
export function reportReady(ports: Readonly<Record<string, number>>): void {
  reportLine({ ready: true, ports })
}

/** Tells the parent something later: one JSON object a line. */
export function reportLine(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}
