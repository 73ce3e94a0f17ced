import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** So many folders up from a file its project is looked for. */
const LEVELS = 4

/**
 * Finds a file that a scenario names in a runbook, or the other way round: the path is relative to the project's folder,
 * which is above both.
 *
 * @param from - absolute path of the file that names it
 * @returns absolute path, or undefined when it is nowhere
 */
export function findInProject(path: string, from: string): string | undefined {
  let folder = dirname(from)
  for (let level = 0; level < LEVELS; level++) {
    const candidate = resolve(join(folder, path))
    if (existsSync(candidate)) return candidate
    folder = dirname(folder)
  }
  return undefined
}
